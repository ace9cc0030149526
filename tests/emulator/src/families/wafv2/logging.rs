//! Logs of web ACLs. The emulator has no call for them: they are kept as a
//! [definition](crate::families::cloudwatch::definition) under the id of the ACL, and nothing is logged.

use async_trait::async_trait;
use serde_json::Value;

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::definition::{Definitions, parts};
use crate::families::cloudwatch::values::with;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, refused};
use crate::told::Told;

const RULE: &str = "WAF-LOG-NAME";
const DEFINITIONS: Definitions = Definitions { type_name: "web-acl-logging" };
/// Start of the names that WAF writes to.
const PREFIX: &str = "aws-waf-logs-";

const SUPPORTED: [&str; 4] = ["resourceArn", "logDestinationConfigs", "loggingFilter", "redactedFields"];

/// `aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration`; the id is the ACL's ARN.
pub(super) struct WebAclLoggingConfiguration;

#[async_trait]
impl Kind for WebAclLoggingConfiguration {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        Ok(Created { id: inputs.required("resourceArn")?.to_owned(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let definition = DEFINITIONS.get(aws, acl_id(id)).await?;
        Ok(definition.map(|definition| with(Told::new(known), definition).finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await.map(|()| Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        DEFINITIONS.remove(aws, acl_id(id)).await
    }
}

/// Last part of the ACL's ARN.
fn acl_id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let group = destination(inputs, aws.region())?;
    let acl = inputs.required("resourceArn")?;
    // Answers with an error if there is no such ACL.
    let call = aws.wafv2().list_tags_for_resource().resource_arn(acl);
    call.send().await.map_err(refused(SERVICE))?;
    let call = aws.cloudwatchlogs().describe_log_groups().log_group_name_prefix(group).limit(1);
    let groups = call.send().await.map_err(refused(SERVICE))?.log_groups.unwrap_or_default();
    if !groups.iter().any(|one| one.log_group_name() == Some(group)) {
        let message = format!("WAFLogDestinationPermissionIssueException: there is no log group {group}");
        return Err(Refusal::Missing { service: SERVICE, message });
    }
    DEFINITIONS.put(aws, acl_id(acl), parts(inputs, &SUPPORTED)).await
}

/// The log group of the inputs.
fn destination<'a>(inputs: &Inputs<'a>, region: &str) -> Result<&'a str, Refusal> {
    inputs.only(&SUPPORTED)?;
    let destinations = inputs.list("logDestinationConfigs")?;
    let [destination] = destinations else {
        return refuse(format!("{} log destinations; there must be exactly one", destinations.len()));
    };
    let arn = destination.as_str().unwrap_or_default();
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    let ["arn", "aws", "logs", of, _, "log-group", group] = parts[..] else {
        return refuse(format!("{arn} is no ARN of a log group"));
    };
    if of != region || group.contains(':') || !group.starts_with(PREFIX) {
        return refuse(format!("{arn} must be a log group in {region} named {PREFIX}*, without `:*`"));
    }
    for field in inputs.objects("redactedFields")? {
        field.only(&["method", "queryString", "singleHeader", "uriPath"])?;
        let header = field.object("singleHeader")?.map(|header| header.required("name")).transpose()?;
        if header.is_some_and(|name| name.chars().any(char::is_uppercase)) {
            return refuse("the name of a redacted header is in lower case".to_owned());
        }
        if field.members().values().filter(|value| **value != Value::Null).count() != 1 {
            return refuse("a redacted field is exactly one of method, queryString, singleHeader, uriPath".to_owned());
        }
    }
    Ok(group)
}

fn refuse<T>(reason: String) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("WAFInvalidParameterException: {reason}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn destinations_that_waf_does_not_write_to_are_refused() {
        let answer = |destinations: Value, fields: Value| {
            let inputs = json!({"resourceArn": "a", "logDestinationConfigs": destinations, "redactedFields": fields});
            destination(&Inputs::new(SERVICE, inputs.as_object().unwrap()), "us-east-2").map(str::to_owned)
        };
        let good = "arn:aws:logs:us-east-2:123456789012:log-group:aws-waf-logs-sb-dev";
        assert_eq!(answer(json!([good]), json!([{"queryString": {}}])).unwrap(), "aws-waf-logs-sb-dev");
        let cases = [
            (json!([]), json!([])),
            (json!([good, good]), json!([])),
            (json!([format!("{good}:*")]), json!([])),
            (json!(["arn:aws:logs:us-east-2:123456789012:log-group:sb-dev-waf"]), json!([])),
            (json!(["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-sb-dev"]), json!([])),
            (json!([good]), json!([{"singleHeader": {"name": "X-Token"}}])),
            (json!([good]), json!([{"queryString": {}, "method": {}}])),
        ];
        for (destinations, fields) in cases {
            let error = answer(destinations, fields).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
        }
    }
}
