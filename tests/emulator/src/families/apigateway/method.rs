//! Methods of resources.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_apigateway::operation::get_method::GetMethodOutput;
use serde_json::Value;

use super::{SERVICE, replace};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// What a method is made with: the emulator cannot change it afterwards.
const FIXED: [&str; 2] = ["apiKeyRequired", "requestParameters"];

/// Where a method is: API, resource, verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The API.
    pub(super) api: &'a str,
    /// The resource.
    pub(super) resource: &'a str,
    /// `GET`, or `ANY`.
    pub(super) verb: &'a str,
}

impl<'a> Place<'a> {
    /// The place in inputs or state. An import has neither and is not possible.
    pub(super) fn of(properties: &'a Properties) -> Result<Self, Refusal> {
        let inputs = Inputs::new(SERVICE, properties);
        Ok(Self {
            api: inputs.required("restApi")?,
            resource: inputs.required("resourceId")?,
            verb: inputs.required("httpMethod")?,
        })
    }

    /// The place as properties.
    pub(super) fn told(self, known: &Properties) -> Told<'_> {
        Told::new(known).put("restApi", self.api).put("resourceId", self.resource).put("httpMethod", self.verb)
    }

    /// The method; `None` if there is none.
    async fn method(self, aws: &Clients) -> Result<Option<GetMethodOutput>, Refusal> {
        let call = aws.apigateway().get_method().rest_api_id(self.api).resource_id(self.resource);
        found(call.http_method(self.verb).send().await.map_err(refused(SERVICE)))
    }
}

/// `aws:apigateway/method:Method`; the id is `agm-<api>-<resource>-<verb>`.
pub(super) struct Method;

#[async_trait]
impl Kind for Method {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let place = Place::of(inputs)?;
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        // The emulator would put it in the place of the other one.
        if place.method(aws).await?.is_some() {
            let message = "ConflictException: Method already exists for this resource".to_owned();
            return Err(Refusal::Exists { service: SERVICE, message });
        }
        let call = aws
            .apigateway()
            .put_method()
            .rest_api_id(place.api)
            .resource_id(place.resource)
            .http_method(place.verb)
            .authorization_type(inputs.required("authorization")?)
            .api_key_required(inputs.flag("apiKeyRequired")?.unwrap_or_default())
            .set_request_parameters(Some(parameters(&inputs)?));
        call.send().await.map_err(refused(SERVICE))?;
        let id = format!("agm-{}-{}-{}", place.api, place.resource, place.verb);
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let place = Place::of(known)?;
        let Some(method) = place.method(aws).await? else { return Ok(None) };
        let parameters = method.request_parameters().into_iter().flatten();
        let parameters: Properties = parameters.map(|(name, required)| (name.clone(), (*required).into())).collect();
        let told = place
            .told(known)
            .some("authorization", method.authorization_type())
            .unless("apiKeyRequired", method.api_key_required(), false)
            .unless("requestParameters", Some(parameters), Properties::new());
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let place = Place::of(old)?;
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        check(&new)?;
        if let Some(name) = FIXED.into_iter().find(|name| old.value(name) != new.value(name)) {
            return Err(new.refuse(name, "cannot be changed on the emulator; replace the method"));
        }
        let call = aws
            .apigateway()
            .update_method()
            .rest_api_id(place.api)
            .resource_id(place.resource)
            .http_method(place.verb)
            .patch_operations(replace("/authorizationType", new.required("authorization")?));
        call.send().await.map_err(refused(SERVICE)).map(|_| Properties::new())
    }

    async fn delete(&self, aws: &Clients, _: &str, known: &Properties) -> Result<(), Refusal> {
        let place = Place::of(known)?;
        let call = aws.apigateway().delete_method().rest_api_id(place.api).resource_id(place.resource);
        gone(call.http_method(place.verb).send().await.map_err(refused(SERVICE)))
    }
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["restApi", "resourceId", "httpMethod", "authorization", FIXED[0], FIXED[1]])
}

fn parameters(inputs: &Inputs<'_>) -> Result<HashMap<String, bool>, Refusal> {
    let Some(parameters) = inputs.object("requestParameters")? else { return Ok(HashMap::new()) };
    let names = parameters.members().keys();
    names.map(|name| Ok((name.clone(), parameters.value(name).and_then(Value::as_bool).unwrap_or_default()))).collect()
}
