//! What a route calls.

use async_trait::async_trait;
use aws_sdk_apigatewayv2::types::{ConnectionType, IntegrationType};

use super::{SERVICE, place};
use crate::clients::Clients;
use crate::families::cloudwatch::values::map;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Milliseconds that an HTTP API waits.
const TIMEOUTS_MS: std::ops::RangeInclusive<i64> = 50..=30_000;
/// What the provider sends where nothing is said.
const PAYLOAD_FORMAT: &str = "1.0";

const SUPPORTED: [&str; 9] = [
    "apiId",
    "integrationType",
    "integrationUri",
    "integrationMethod",
    "payloadFormatVersion",
    "timeoutMilliseconds",
    "connectionType",
    "description",
    "requestParameters",
];

/// `aws:apigatewayv2/integration:Integration`.
pub(super) struct Integration;

#[async_trait]
impl Kind for Integration {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        let call = aws
            .apigatewayv2()
            .create_integration()
            .api_id(inputs.required("apiId")?)
            .integration_type(IntegrationType::from(inputs.required("integrationType")?))
            .set_integration_uri(inputs.text("integrationUri")?.map(str::to_owned))
            .set_integration_method(inputs.text("integrationMethod")?.map(str::to_owned))
            .payload_format_version(inputs.text("payloadFormatVersion")?.unwrap_or(PAYLOAD_FORMAT))
            .set_timeout_in_millis(inputs.small("timeoutMilliseconds")?)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_request_parameters(Some(inputs.map("requestParameters")?.into_iter().collect()));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: answer.integration_id.unwrap_or_default(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigatewayv2().get_integration().api_id(api).integration_id(id);
        let Some(integration) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let told = Told::new(known)
            .put("apiId", api)
            .some("integrationType", integration.integration_type().map(IntegrationType::as_str))
            .unless("integrationUri", integration.integration_uri(), "")
            .unless("integrationMethod", integration.integration_method(), "POST")
            .unless("payloadFormatVersion", integration.payload_format_version(), PAYLOAD_FORMAT)
            .unless("timeoutMilliseconds", integration.timeout_in_millis(), *TIMEOUTS_MS.end())
            .unless("connectionType", integration.connection_type().map(ConnectionType::as_str), "INTERNET")
            .unless("description", integration.description(), "")
            .unless("requestParameters", Some(map(integration.request_parameters())), Properties::new());
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (api, id) = place(id, old)?;
        let new = Inputs::new(SERVICE, new);
        check(&new)?;
        let timeout = new.small("timeoutMilliseconds")?.unwrap_or(30_000);
        let call = aws
            .apigatewayv2()
            .update_integration()
            .api_id(api)
            .integration_id(id)
            .integration_uri(new.text("integrationUri")?.unwrap_or_default())
            .integration_method(new.text("integrationMethod")?.unwrap_or("POST"))
            .payload_format_version(new.text("payloadFormatVersion")?.unwrap_or(PAYLOAD_FORMAT))
            .timeout_in_millis(timeout)
            .description(new.text("description")?.unwrap_or_default())
            .set_request_parameters(Some(new.map("requestParameters")?.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE)).map(|_| Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigatewayv2().delete_integration().api_id(api).integration_id(id);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&SUPPORTED)?;
    if inputs.text("connectionType")?.is_some_and(|connection| connection != "INTERNET") {
        return Err(inputs.refuse("connectionType", "must be INTERNET on the emulator"));
    }
    match inputs.number("timeoutMilliseconds")? {
        Some(timeout) if !TIMEOUTS_MS.contains(&timeout) => {
            let message = format!("BadRequestException: Timeout should be between 50 ms and 30000 ms, not {timeout}");
            Err(Refusal::invalid(SERVICE, "EDGE-TIMEOUT", message))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn timeouts_over_thirty_seconds_are_refused() {
        for (timeout, fits) in [(49, false), (11_000, true), (30_000, true), (30_001, false)] {
            let inputs = json!({"apiId": "a", "timeoutMilliseconds": timeout});
            let answer = check(&Inputs::new(SERVICE, inputs.as_object().unwrap()));
            let refused = matches!(answer, Err(Refusal::Invalid { rule: "EDGE-TIMEOUT", .. }));
            assert_eq!(refused, !fits, "{timeout}: {answer:?}");
        }
    }
}
