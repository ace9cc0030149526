//! Calls that change the cloud or read it: Create, Read, Update, Delete.

use std::collections::BTreeSet;

use aws_schema::ResourceType;
use pulumi_proto::{
    CreateRequest, CreateResponse, DeleteRequest, ErrorResourceInitFailed, ReadRequest, ReadResponse, UpdateRequest,
    UpdateResponse,
};
use switchboard_emulator::Refusal;
use tonic::Status;

use super::Provider;
use super::partial::init_failed;
use super::session::subject;
use crate::backend::{BackendError, Found, Handle};
use crate::check::{TAGS_ALL, record};
use crate::failure::Injected;
use crate::property::{DEFAULTS, Map, Value, inbound, outbound, present, revealed};
use crate::urn::Urn;

impl From<BackendError> for Status {
    fn from(error: BackendError) -> Self {
        let message = error.to_string();
        match error {
            BackendError::PlanOnly(_) => Self::failed_precondition(message),
            BackendError::Exists { .. } => Self::already_exists(message),
            BackendError::Missing { .. } => Self::not_found(message),
            BackendError::Store { .. } => Self::internal(message),
            BackendError::NoKind(_) => Self::unimplemented(message),
            BackendError::Function { .. } => Self::unavailable(message),
            BackendError::Refused { refusal, .. } => match refusal {
                Refusal::Exists { .. } => Self::already_exists(message),
                Refusal::Missing { .. } => Self::not_found(message),
                Refusal::Invalid { .. } | Refusal::Unsupported { .. } => Self::invalid_argument(message),
                Refusal::Failed { .. } => Self::unknown(message),
            },
        }
    }
}

impl Provider {
    pub(super) async fn make(&self, request: CreateRequest, urn: &Urn) -> Result<CreateResponse, Status> {
        let session = self.sessions.current()?;
        let resource = self.resource_type(urn)?;
        let place = session.place()?;
        let subject = subject(urn.type_token(), resource, &place);
        let inputs = inbound(request.properties);
        let plain = revealed(inputs.clone());
        if request.preview {
            let promised = self.cloud.preview_create(&subject, &plain);
            let promised = session.mark(resource, &[&inputs], promised);
            return Ok(CreateResponse { properties: Some(outbound(&promised)), ..CreateResponse::default() });
        }
        refuse_unknown(&plain)?;
        let injected = Injected::of(&plain);
        self.call_cloud().await?;
        fail_if(injected, Injected::Create)?;
        let creation = session.backend.create(subject, urn, &plain, filled(&plain)).await?;
        let properties = Some(outbound(&session.mark(resource, &[&inputs], creation.properties)));
        if injected == Some(Injected::Init) {
            return Err(init_failed(&ErrorResourceInitFailed {
                id: creation.id,
                properties,
                reasons: vec![Injected::Init.message().to_owned()],
                inputs: Some(outbound(&inputs)),
                refresh_before_update: false,
            }));
        }
        Ok(CreateResponse { id: creation.id, properties, ..CreateResponse::default() })
    }

    pub(super) async fn alter(&self, request: UpdateRequest, urn: &Urn) -> Result<UpdateResponse, Status> {
        let session = self.sessions.current()?;
        let resource = self.resource_type(urn)?;
        let place = session.place()?;
        let subject = subject(urn.type_token(), resource, &place);
        let (olds, inputs) = (inbound(request.olds), inbound(request.news));
        let (plain_olds, plain) = (revealed(olds.clone()), revealed(inputs.clone()));
        // Of the old state only what the program does not set keeps its secrecy: a value may become public.
        let kept: Map = olds.into_iter().filter(|(name, _)| !inputs.contains_key(name)).collect();
        let properties = if request.preview {
            self.cloud.preview_update(&subject, &plain_olds, &plain)
        } else {
            refuse_unknown(&plain)?;
            self.call_cloud().await?;
            fail_if(Injected::of(&plain), Injected::Update)?;
            let handle = Handle { subject, id: &request.id, properties: &plain_olds };
            session.backend.update(handle, urn, &plain, filled(&plain)).await?
        };
        let properties = session.mark(resource, &[&kept, &inputs], properties);
        Ok(UpdateResponse { properties: Some(outbound(&properties)), ..UpdateResponse::default() })
    }

    pub(super) async fn find(&self, request: ReadRequest, urn: &Urn) -> Result<ReadResponse, Status> {
        let session = self.sessions.current()?;
        let resource = self.resource_type(urn)?;
        let place = session.place()?;
        let (state, old_inputs) = (inbound(request.properties), inbound(request.inputs));
        self.call_cloud().await?;
        let plain_state = revealed(state.clone());
        let subject = subject(urn.type_token(), resource, &place);
        let handle = Handle { subject, id: &request.id, properties: &plain_state };
        let Some(found) = session.backend.read(handle).await? else {
            return Ok(ReadResponse::default());
        };
        let inputs = current_inputs(resource, &old_inputs, &found);
        let inputs = session.mark(resource, &[&state, &old_inputs], inputs);
        let properties = session.mark(resource, &[&state, &old_inputs], found.properties);
        Ok(ReadResponse {
            id: found.id,
            properties: Some(outbound(&properties)),
            inputs: Some(outbound(&inputs)),
            ..ReadResponse::default()
        })
    }

    pub(super) async fn remove(&self, request: DeleteRequest, urn: &Urn) -> Result<(), Status> {
        let session = self.sessions.current()?;
        let resource = self.resource_type(urn)?;
        let place = session.place()?;
        let properties = revealed(inbound(request.properties));
        self.call_cloud().await?;
        fail_if(Injected::of(&properties), Injected::Delete)?;
        let subject = subject(urn.type_token(), resource, &place);
        session.backend.delete(Handle { subject, id: &request.id, properties: &properties }).await?;
        Ok(())
    }
}

fn fail_if(injected: Option<Injected>, operation: Injected) -> Result<(), Status> {
    if injected == Some(operation) { Err(Status::unknown(operation.message())) } else { Ok(()) }
}

/// The engine does not send unknown values in an update unless a program passed on the output of a failed resource.
fn refuse_unknown(inputs: &Map) -> Result<(), Status> {
    match inputs.iter().find(|(_, value)| value.has_unknown()) {
        Some((name, _)) => Err(Status::invalid_argument(format!(
            "`{name}` is unknown outside a preview; do not register the resource when what it depends on has failed"
        ))),
        None => Ok(()),
    }
}

/// Names of the inputs that the provider filled in.
fn filled(inputs: &Map) -> Vec<String> {
    let Some(Value::Array(names)) = inputs.get(DEFAULTS) else { return Vec::new() };
    names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The inputs as the cloud has them now. In a refresh that is what the program sets, and what somebody added that the cloud
/// would not have by itself. In an import it is everything that was set.
fn current_inputs(resource: &ResourceType, old_inputs: &Map, found: &Found) -> Map {
    let settable = found.stored.iter().filter(|name| resource.inputs.contains_key(*name));
    let names: BTreeSet<&String> = if old_inputs.is_empty() {
        match &found.inputs {
            Some(inputs) => inputs.iter().collect(),
            // Check adds all tags to the inputs: an entry written by hand has them, too.
            None => settable.chain(found.properties.keys().filter(|name| *name == TAGS_ALL)).collect(),
        }
    } else {
        let written = |name: &String| found.inputs.as_ref().is_some_and(|inputs| inputs.contains(name));
        let optional = |name: &String| resource.outputs.get(name).is_some_and(|output| output.optional);
        old_inputs.keys().chain(settable.filter(|name| optional(name) && !written(name))).collect()
    };
    let values = names.into_iter().filter_map(|name| {
        let value = present(&found.properties, name)?;
        Some((name.clone(), value.clone()))
    });
    let mut inputs: Map = values.collect();
    match old_inputs.get(DEFAULTS) {
        Some(filled) => {
            inputs.insert(DEFAULTS.to_owned(), filled.clone());
        }
        None => record(&mut inputs, found.filled.clone()),
    }
    inputs
}
