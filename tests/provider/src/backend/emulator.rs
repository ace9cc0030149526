//! An AWS emulator on this machine: resources are what it makes of them.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use serde_json::Value as Json;
use switchboard_emulator::{Clients, Kind, Properties, Refusal, kind};

use super::{Backend, BackendError, Found, Handle};
use crate::cloud::{ACCOUNT, Cloud, Creation, Place, Subject};
use crate::property::{Map, Value, from_json, is_internal, to_json};
use crate::urn::Urn;

/// The function that tells whose credentials are used.
const CALLER: &str = "aws:index/getCallerIdentity:getCallerIdentity";

/// Carries resources out on the emulator. Values are plain there.
#[derive(Debug)]
pub struct EmulatorBackend {
    endpoint: String,
    cloud: Arc<Cloud>,
    /// A provider is in one region, which is known with the first resource.
    clients: OnceLock<Clients>,
}

impl EmulatorBackend {
    /// A backend on the emulator at this address. The cloud makes the outputs that the emulator does not tell.
    pub fn new(endpoint: String, cloud: Arc<Cloud>) -> Self {
        Self { endpoint, cloud, clients: OnceLock::new() }
    }

    fn clients(&self, place: &Place) -> &Clients {
        self.clients.get_or_init(|| Clients::new(&self.endpoint, place.region().as_str(), ACCOUNT))
    }

    /// The properties with the outputs that only the cloud has and the emulator does not tell: as they were, or made up.
    fn complete(&self, subject: &Subject<'_>, id: &str, olds: &Map, mut properties: Map) -> Map {
        let missing = |properties: &Map, name: &String| {
            !subject.resource.inputs.contains_key(name) && !properties.contains_key(name)
        };
        for made in [olds.clone(), self.cloud.describe(subject, id, &properties)] {
            let outputs = made.into_iter().filter(|(name, _)| missing(&properties, name) && !is_internal(name));
            let outputs: Map = outputs.collect();
            properties.extend(outputs);
        }
        properties
    }

    /// What the emulator tells after a change, over what is known already. The change has been made: a read that fails now
    /// must not lose it, and the next refresh reads again.
    async fn told(&self, kind: &dyn Kind, aws: &Clients, id: &str, mut known: Properties) -> Properties {
        if let Ok(Some(told)) = kind.read(aws, id, &known).await {
            known.extend(told);
        }
        known
    }
}

#[async_trait]
impl Backend for EmulatorBackend {
    async fn create(
        &self,
        subject: Subject<'_>,
        _: &Urn,
        inputs: &Map,
        _: Vec<String>,
    ) -> Result<Creation, BackendError> {
        let (kind, aws) = (kind_of(&subject)?, self.clients(subject.place));
        let mut known = json(inputs);
        let created = kind.create(aws, &known).await.map_err(refused(&subject))?;
        known.extend(created.outputs);
        let told = self.told(kind, aws, &created.id, known).await;
        let properties = self.complete(&subject, &created.id, &Map::new(), map(&told));
        Ok(Creation { id: created.id, properties })
    }

    async fn read(&self, handle: Handle<'_>) -> Result<Option<Found>, BackendError> {
        let subject = handle.subject;
        let known = json(handle.properties);
        let told = kind_of(&subject)?.read(self.clients(subject.place), handle.id, &known).await;
        let Some(told) = told.map_err(refused(&subject))? else { return Ok(None) };
        let told: Properties = told.into_iter().filter(|(_, value)| !value.is_null()).collect();
        // What the state has already is not set by somebody else.
        let stored = told.iter().filter(|(name, value)| known.get(*name) != Some(value));
        let stored = stored.map(|(name, _)| name.clone()).collect();
        let properties = self.complete(&subject, handle.id, handle.properties, map(&told));
        Ok(Some(Found { id: handle.id.to_owned(), properties, stored, inputs: None, filled: Vec::new() }))
    }

    async fn update(&self, handle: Handle<'_>, _: &Urn, inputs: &Map, _: Vec<String>) -> Result<Map, BackendError> {
        let subject = handle.subject;
        let (kind, aws) = (kind_of(&subject)?, self.clients(subject.place));
        let mut known = json(inputs);
        let outputs = kind.update(aws, handle.id, &json(handle.properties), &known).await;
        known.extend(outputs.map_err(refused(&subject))?);
        let told = self.told(kind, aws, handle.id, known).await;
        Ok(self.complete(&subject, handle.id, handle.properties, map(&told)))
    }

    async fn delete(&self, handle: Handle<'_>) -> Result<(), BackendError> {
        let subject = handle.subject;
        let aws = self.clients(subject.place);
        let deleted = kind_of(&subject)?.delete(aws, handle.id, &json(handle.properties)).await;
        deleted.map_err(refused(&subject))
    }

    async fn answer(&self, token: &str, place: &Place) -> Result<Option<Map>, BackendError> {
        if token != CALLER {
            return Ok(None);
        }
        let caller = self.clients(place).caller().await.map_err(|refusal| BackendError::Function {
            token: CALLER,
            endpoint: self.endpoint.clone(),
            refusal,
        })?;
        let values = [
            ("id", caller.account.clone()),
            ("accountId", caller.account),
            ("arn", caller.arn),
            ("userId", caller.user_id),
        ];
        Ok(Some(values.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text))).collect()))
    }
}

fn kind_of(subject: &Subject<'_>) -> Result<&'static dyn Kind, BackendError> {
    kind(subject.type_token).ok_or_else(|| BackendError::NoKind(subject.type_token.to_owned()))
}

fn refused(subject: &Subject<'_>) -> impl Fn(Refusal) -> BackendError {
    let type_token = subject.type_token.to_owned();
    move |refusal| BackendError::Refused { type_token: type_token.clone(), refusal }
}

/// Properties as the kinds have them, without what is the engine's or absent.
fn json(properties: &Map) -> Properties {
    let members = properties.iter().filter(|(name, _)| !is_internal(name));
    members.map(|(name, value)| (name.clone(), to_json(value))).filter(|(_, value)| !value.is_null()).collect()
}

fn map(properties: &Properties) -> Map {
    properties.iter().map(|(name, value): (&String, &Json)| (name.clone(), from_json(value))).collect()
}
