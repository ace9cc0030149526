//! Attributes of queues, which the service has as texts by names of its own.

use std::collections::HashMap;

use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::Value;

use super::SERVICE;
use crate::clients::Clients;
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, refused};

/// How the service writes an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A number in digits.
    Number,
    /// `true` or `false`.
    Flag,
    /// As it is.
    Text,
    /// JSON; an empty text takes the attribute away.
    Document,
}

/// An attribute of a queue.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    /// Its name in inputs.
    pub(super) property: &'static str,
    /// Its name in the service.
    pub(super) name: QueueAttributeName,
    /// How the service writes it.
    pub(super) form: Form,
    /// What a queue has that nobody set it on, as the service writes it.
    pub(super) default: &'static str,
}

/// All attributes that inputs have. Defaults are the service's, but for the size of a message, where they are 1 MiB.
pub(super) const ATTRIBUTES: [Attribute; 15] = [
    attribute("delaySeconds", QueueAttributeName::DelaySeconds, Form::Number, "0"),
    attribute("maxMessageSize", QueueAttributeName::MaximumMessageSize, Form::Number, "1048576"),
    attribute("messageRetentionSeconds", QueueAttributeName::MessageRetentionPeriod, Form::Number, "345600"),
    attribute("receiveWaitTimeSeconds", QueueAttributeName::ReceiveMessageWaitTimeSeconds, Form::Number, "0"),
    attribute("visibilityTimeoutSeconds", QueueAttributeName::VisibilityTimeout, Form::Number, "30"),
    attribute("kmsMasterKeyId", QueueAttributeName::KmsMasterKeyId, Form::Text, ""),
    attribute("kmsDataKeyReusePeriodSeconds", QueueAttributeName::KmsDataKeyReusePeriodSeconds, Form::Number, "300"),
    attribute("sqsManagedSseEnabled", QueueAttributeName::SqsManagedSseEnabled, Form::Flag, "true"),
    attribute("fifoQueue", QueueAttributeName::FifoQueue, Form::Flag, "false"),
    attribute("contentBasedDeduplication", QueueAttributeName::ContentBasedDeduplication, Form::Flag, "false"),
    attribute("deduplicationScope", QueueAttributeName::DeduplicationScope, Form::Text, "queue"),
    attribute("fifoThroughputLimit", QueueAttributeName::FifoThroughputLimit, Form::Text, "perQueue"),
    attribute("policy", QueueAttributeName::Policy, Form::Document, ""),
    attribute("redrivePolicy", QueueAttributeName::RedrivePolicy, Form::Document, ""),
    attribute("redriveAllowPolicy", QueueAttributeName::RedriveAllowPolicy, Form::Document, ""),
];

const fn attribute(property: &'static str, name: QueueAttributeName, form: Form, default: &'static str) -> Attribute {
    Attribute { property, name, form, default }
}

impl Attribute {
    /// The input as the service writes it.
    pub(super) fn input(&self, inputs: &Inputs<'_>) -> Result<Option<String>, Refusal> {
        Ok(match self.form {
            Form::Number => inputs.number(self.property)?.map(|number| number.to_string()),
            Form::Flag => inputs.flag(self.property)?.map(|flag| flag.to_string()),
            Form::Text | Form::Document => inputs.text(self.property)?.map(str::to_owned),
        })
    }

    /// What the service writes as a property.
    pub(super) fn property(&self, text: &str) -> Value {
        match self.form {
            Form::Number => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
            Form::Flag => Value::from(text == "true"),
            Form::Text | Form::Document => Value::from(text),
        }
    }
}

/// All attributes of a queue by their names in the service; `None` if there is no such queue.
pub(super) async fn all(aws: &Clients, url: &str) -> Result<Option<HashMap<QueueAttributeName, String>>, Refusal> {
    let call = aws.sqs().get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
    let answer = found(call.send().await.map_err(refused(SERVICE)))?;
    Ok(answer.map(|answer| answer.attributes.unwrap_or_default()))
}
