//! Policies of topics. There is one per topic, which it gets with its creation; deleting means to put that one back.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{SERVICE, attributes, set_attribute};
use crate::clients::Clients;
use crate::families::cloudwatch::values::properties;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, gone};
use crate::told::Told;

/// `Id` of the policy of a new topic.
const DEFAULT_ID: &str = "__default_policy_ID";

/// `aws:sns/topicPolicy:TopicPolicy`; the id is the topic's ARN.
pub(super) struct TopicPolicy;

#[async_trait]
impl Kind for TopicPolicy {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let id = inputs.required("arn")?.to_owned();
        set_attribute(aws, &id, "Policy", policy(&inputs)?).await?;
        Ok(Created { id, outputs: outputs(aws) })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(policy) = attributes(aws, id).await?.and_then(|mut attributes| attributes.remove("Policy")) else {
            return Ok(None);
        };
        let document = serde_json::from_str::<Value>(&policy).unwrap_or_default();
        if document["Id"] == DEFAULT_ID {
            return Ok(None);
        }
        Ok(Some(Told::new(known).put("arn", id).json("policy", Some(&policy)).put("owner", aws.account()).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        set_attribute(aws, id, "Policy", policy(&Inputs::new(SERVICE, new))?).await?;
        Ok(outputs(aws))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let default = json!({
            "Version": "2008-10-17",
            "Id": DEFAULT_ID,
            "Statement": [{
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": { "AWS": "*" },
                "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:Receive"],
                "Resource": id,
                "Condition": { "StringEquals": { "AWS:SourceOwner": aws.account() } },
            }],
        });
        gone(set_attribute(aws, id, "Policy", &default.to_string()).await)
    }
}

fn outputs(aws: &Clients) -> Properties {
    properties([("owner", aws.account().into())])
}

fn policy<'a>(inputs: &Inputs<'a>) -> Result<&'a str, Refusal> {
    inputs.only(&["arn", "policy"])?;
    let policy = inputs.required("policy")?;
    match serde_json::from_str::<Value>(policy) {
        Ok(Value::Object(_)) => Ok(policy),
        _ => Err(Refusal::invalid(SERVICE, "SNS-PUBLISHERS", "Invalid parameter: Policy Error: no JSON object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_is_no_document_is_refused() {
        let inputs = json!({"arn": "a", "policy": "everyone"});
        let error = policy(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "SNS-PUBLISHERS", .. }), "{error:?}");
    }
}
