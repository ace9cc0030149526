//! Resources that are one attribute of a queue: its policy, and who may name it or whom it names for undelivered messages.

use async_trait::async_trait;
use aws_sdk_sqs::types::QueueAttributeName;

use super::attributes::all;
use super::{SERVICE, rules};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, gone, refused};
use crate::told::Told;

/// Property with the URL of the queue, which is the id as well.
const QUEUE_URL: &str = "queueUrl";

/// The attributes that have a resource of their own.
#[derive(Clone, Copy, Debug)]
pub(super) enum SingleAttribute {
    /// `aws:sqs/queuePolicy:QueuePolicy`
    Policy,
    /// `aws:sqs/redriveAllowPolicy:RedriveAllowPolicy`
    RedriveAllowPolicy,
    /// `aws:sqs/redrivePolicy:RedrivePolicy`
    RedrivePolicy,
}

impl SingleAttribute {
    fn property(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::RedriveAllowPolicy => "redriveAllowPolicy",
            Self::RedrivePolicy => "redrivePolicy",
        }
    }

    fn attribute(self) -> QueueAttributeName {
        match self {
            Self::Policy => QueueAttributeName::Policy,
            Self::RedriveAllowPolicy => QueueAttributeName::RedriveAllowPolicy,
            Self::RedrivePolicy => QueueAttributeName::RedrivePolicy,
        }
    }

    async fn set(self, aws: &Clients, inputs: &Properties) -> Result<String, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&[QUEUE_URL, self.property()])?;
        let (url, document) = (inputs.required(QUEUE_URL)?, inputs.required(self.property())?);
        if let Self::RedrivePolicy = self {
            rules::redrive(url.ends_with(rules::FIFO), document)?;
        }
        self.write(aws, url, document).await?;
        Ok(url.to_owned())
    }

    async fn write(self, aws: &Clients, url: &str, document: &str) -> Result<(), Refusal> {
        let call = aws.sqs().set_queue_attributes().queue_url(url).attributes(self.attribute(), document);
        call.send().await.map_err(refused(SERVICE))?;
        Ok(())
    }
}

#[async_trait]
impl Kind for SingleAttribute {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let id = self.set(aws, inputs).await?;
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(attributes) = all(aws, id).await? else { return Ok(None) };
        let document = attributes.get(&self.attribute()).filter(|document| !document.is_empty());
        let told =
            |document: &String| Told::new(known).put(QUEUE_URL, id).json(self.property(), Some(document)).finish();
        Ok(document.map(told))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        self.set(aws, new).await?;
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(self.write(aws, id, "").await)
    }
}
