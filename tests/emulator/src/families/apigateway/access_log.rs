//! Access logs of REST stages.

use aws_sdk_apigateway::types::AccessLogSettings;

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::values::member;
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::{Refusal, refused};
use crate::told::Told;

/// One of these must be in a format.
const REQUEST_IDS: [&str; 2] = ["$context.requestId", "$context.extendedRequestId"];

/// Where the log goes and what a line is; `None` if there is none.
pub(super) fn wanted(inputs: &Inputs<'_>) -> Result<Option<(String, String)>, Refusal> {
    let Some(settings) = inputs.object("accessLogSettings")? else { return Ok(None) };
    settings.only(&["destinationArn", "format"])?;
    let (arn, format) = (settings.required("destinationArn")?, settings.required("format")?);
    if !REQUEST_IDS.iter().any(|id| format.contains(id)) {
        let message = format!("BadRequestException: the access log format must contain {}", REQUEST_IDS.join(" or "));
        return Err(Refusal::invalid(SERVICE, "EDGE-LOG-FORMAT", message));
    }
    Ok(Some((arn.to_owned(), format.to_owned())))
}

/// Settings as programs write them; `None` for those of a stage without a log.
pub(super) fn told(settings: Option<&AccessLogSettings>, known: &Properties) -> Option<Properties> {
    let settings = settings.filter(|settings| settings.destination_arn().is_some())?;
    let known = member(known, "accessLogSettings");
    let told = Told::new(&known).some("destinationArn", settings.destination_arn());
    Some(told.json("format", settings.format()).finish())
}

/// Refuses logging in an account without the role to write the logs with.
pub(super) async fn require_role(aws: &Clients) -> Result<(), Refusal> {
    let account = aws.apigateway().get_account().send().await.map_err(refused(SERVICE))?;
    if account.cloudwatch_role_arn().is_some_and(|arn| !arn.is_empty()) {
        return Ok(());
    }
    let message = "BadRequestException: CloudWatch Logs role ARN must be set in account settings to enable logging";
    Err(Refusal::invalid(SERVICE, "EDGE-ACCOUNT-ROLE", message))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_format_without_a_request_id_is_refused() {
        let answer = |format: &str| {
            let inputs = json!({"accessLogSettings": {"destinationArn": "arn", "format": format}});
            wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap()))
        };
        let error = answer(r#"{"status":"$context.status"}"#).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "EDGE-LOG-FORMAT", .. }), "{error:?}");
        assert!(answer(r#"{"id":"$context.requestId"}"#).unwrap().is_some());
    }
}
