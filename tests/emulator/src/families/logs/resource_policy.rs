//! Resource policies of CloudWatch Logs: which services may write into the account's groups.

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::ResourcePolicy;
use serde_json::Value;

use super::SERVICE;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, gone, refused};
use crate::told::Told;

/// Characters of a document.
const DOCUMENT_LIMIT: usize = 5_120;

/// `aws:cloudwatch/logResourcePolicy:LogResourcePolicy`; the id is the policy's name.
pub(super) struct LogResourcePolicy;

#[async_trait]
impl Kind for LogResourcePolicy {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let outputs = put(aws, &inputs).await?;
        Ok(Created { id: inputs.required("policyName")?.to_owned(), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = aws.cloudwatchlogs().describe_resource_policies().send().await.map_err(refused(SERVICE))?;
        let policies = answer.resource_policies.unwrap_or_default();
        let Some(policy) = policies.into_iter().find(|policy| policy.policy_name() == Some(id)) else {
            return Ok(None);
        };
        let told = Told::new(known).put("policyName", id).json("policyDocument", policy.policy_document());
        Ok(Some(outputs(told, &policy)))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.cloudwatchlogs().delete_resource_policy().policy_name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn outputs(told: Told<'_>, policy: &ResourcePolicy) -> Properties {
    told.put("policyScope", "ACCOUNT").some("revisionId", policy.revision_id()).finish()
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<Properties, Refusal> {
    let document = document(inputs)?;
    let call = aws.cloudwatchlogs().put_resource_policy().policy_name(inputs.required("policyName")?);
    let answer = call.policy_document(document).send().await.map_err(refused(SERVICE))?;
    let nothing = Properties::new();
    Ok(answer.resource_policy().map(|policy| outputs(Told::new(&nothing), policy)).unwrap_or_default())
}

fn document<'a>(inputs: &Inputs<'a>) -> Result<&'a str, Refusal> {
    inputs.only(&["policyName", "policyDocument"])?;
    let document = inputs.required("policyDocument")?;
    let reason = match serde_json::from_str::<Value>(document) {
        Ok(Value::Object(_)) if document.chars().count() <= DOCUMENT_LIMIT => return Ok(document),
        Ok(Value::Object(_)) => format!("the policy document has more than {DOCUMENT_LIMIT} characters"),
        _ => "the policy document is no JSON object".to_owned(),
    };
    Err(Refusal::invalid(SERVICE, "LOG-POLICY", format!("InvalidParameterException: {reason}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_that_are_none_or_too_long_are_refused() {
        let long = json!({"Version": "x".repeat(DOCUMENT_LIMIT)}).to_string();
        for text in ["not json", "[]", &long] {
            let policy = json!({"policyName": "p", "policyDocument": text});
            let error = document(&Inputs::new(SERVICE, policy.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: "LOG-POLICY", .. }), "{error:?}");
        }
    }
}
