//! Topics of SNS and their subscriptions.

mod topic;
mod topic_policy;
mod topic_subscription;

use std::collections::HashMap;

use crate::clients::Clients;
use crate::refusal::{Refusal, found, refused};

/// Name of the service in errors.
const SERVICE: &str = "sns";

pub(crate) const KINDS: super::Family = &[
    ("aws:sns/topic:Topic", &topic::Topic),
    ("aws:sns/topicPolicy:TopicPolicy", &topic_policy::TopicPolicy),
    ("aws:sns/topicSubscription:TopicSubscription", &topic_subscription::TopicSubscription),
];

/// Attributes of a topic; `None` if there is no such topic.
async fn attributes(aws: &Clients, arn: &str) -> Result<Option<HashMap<String, String>>, Refusal> {
    let answer = aws.sns().get_topic_attributes().topic_arn(arn).send().await.map_err(refused(SERVICE));
    Ok(found(answer)?.and_then(|answer| answer.attributes))
}

async fn set_attribute(aws: &Clients, arn: &str, name: &str, value: &str) -> Result<(), Refusal> {
    let call = aws.sns().set_topic_attributes().topic_arn(arn).attribute_name(name).attribute_value(value);
    call.send().await.map_err(refused(SERVICE)).map(|_| ())
}
