//! What a method calls.

use async_trait::async_trait;
use aws_sdk_apigateway::types::IntegrationType;

use super::SERVICE;
use super::method::Place;
use crate::clients::Clients;
use crate::families::cloudwatch::values::map;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};

/// Milliseconds that a REST API waits.
const TIMEOUTS_MS: std::ops::RangeInclusive<i64> = 50..=29_000;

const SUPPORTED: [&str; 10] = [
    "restApi",
    "resourceId",
    "httpMethod",
    "type",
    "integrationHttpMethod",
    "uri",
    "timeoutMilliseconds",
    "passthroughBehavior",
    "requestParameters",
    "requestTemplates",
];

/// `aws:apigateway/integration:Integration`; the id is `agi-<api>-<resource>-<verb>`.
pub(super) struct Integration;

#[async_trait]
impl Kind for Integration {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let place = Place::of(inputs)?;
        put(aws, place, &Inputs::new(SERVICE, inputs)).await?;
        let id = format!("agi-{}-{}-{}", place.api, place.resource, place.verb);
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let place = Place::of(known)?;
        let call = aws.apigateway().get_integration().rest_api_id(place.api).resource_id(place.resource);
        let answer = found(call.http_method(place.verb).send().await.map_err(refused(SERVICE)))?;
        let Some(integration) = answer else { return Ok(None) };
        let told = place
            .told(known)
            .some("type", integration.r#type().map(IntegrationType::as_str))
            .unless("integrationHttpMethod", integration.http_method(), "POST")
            .unless("uri", integration.uri(), "")
            .unless("timeoutMilliseconds", Some(integration.timeout_in_millis()), *TIMEOUTS_MS.end())
            .unless("passthroughBehavior", integration.passthrough_behavior(), "WHEN_NO_MATCH")
            .unless("requestParameters", Some(map(integration.request_parameters())), Properties::new())
            .unless("requestTemplates", Some(map(integration.request_templates())), Properties::new());
        Ok(Some(told.finish()))
    }

    /// The whole is put again: a number in a patch is a text, which the emulator keeps as one and cannot give back.
    async fn update(&self, aws: &Clients, _: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, Place::of(old)?, &Inputs::new(SERVICE, new)).await.map(|()| Properties::new())
    }

    async fn delete(&self, aws: &Clients, _: &str, known: &Properties) -> Result<(), Refusal> {
        let place = Place::of(known)?;
        let call = aws.apigateway().delete_integration().rest_api_id(place.api).resource_id(place.resource);
        gone(call.http_method(place.verb).send().await.map_err(refused(SERVICE)))
    }
}

async fn put(aws: &Clients, place: Place<'_>, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    check(inputs)?;
    let call = aws
        .apigateway()
        .put_integration()
        .rest_api_id(place.api)
        .resource_id(place.resource)
        .http_method(place.verb)
        .r#type(IntegrationType::from(inputs.required("type")?))
        .set_integration_http_method(inputs.text("integrationHttpMethod")?.map(str::to_owned))
        .set_uri(inputs.text("uri")?.map(str::to_owned))
        .set_timeout_in_millis(inputs.small("timeoutMilliseconds")?)
        .set_passthrough_behavior(inputs.text("passthroughBehavior")?.map(str::to_owned))
        .set_request_parameters(Some(inputs.map("requestParameters")?.into_iter().collect()))
        .set_request_templates(Some(inputs.map("requestTemplates")?.into_iter().collect()));
    call.send().await.map_err(refused(SERVICE)).map(|_| ())
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&SUPPORTED)?;
    let kind = inputs.required("type")?;
    if kind != "MOCK" && inputs.text("integrationHttpMethod")?.is_none() {
        let message = "BadRequestException: Enumeration value for HttpMethod must be non-empty";
        return Err(Refusal::invalid(SERVICE, "EDGE-REST-POST", message));
    }
    match inputs.number("timeoutMilliseconds")? {
        Some(timeout) if !TIMEOUTS_MS.contains(&timeout) => {
            let message = format!("BadRequestException: Timeout should be between 50 ms and 29000 ms, not {timeout}");
            Err(Refusal::invalid(SERVICE, "EDGE-TIMEOUT", message))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn long_timeouts_and_a_missing_verb_are_refused() {
        let answer = |change: Value| {
            let mut inputs =
                json!({"type": "AWS_PROXY", "integrationHttpMethod": "POST"}).as_object().cloned().unwrap();
            inputs.extend(change.as_object().cloned().unwrap());
            check(&Inputs::new(SERVICE, &inputs))
        };
        answer(json!({"timeoutMilliseconds": 29_000})).unwrap();
        let error = answer(json!({"timeoutMilliseconds": 29_001})).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "EDGE-TIMEOUT", .. }), "{error:?}");
        let error = answer(json!({"integrationHttpMethod": null})).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "EDGE-REST-POST", .. }), "{error:?}");
    }
}
