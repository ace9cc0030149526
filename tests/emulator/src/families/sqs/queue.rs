//! Queues.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_sqs::types::QueueAttributeName;

use super::attributes::{ATTRIBUTES, Form, all};
use super::{SERVICE, rules};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:sqs/queue:Queue`. The id is the URL that the emulator gives.
#[derive(Debug)]
pub(super) struct Queue;

#[async_trait]
impl Kind for Queue {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        known_inputs(&inputs)?;
        let name = inputs.required("name")?;
        rules::queue(&inputs)?;
        let mut attributes = HashMap::new();
        for attribute in &ATTRIBUTES {
            // A queue that is not first in, first out has no such attribute, not even a false one.
            let value = attribute.input(&inputs)?;
            let plain = attribute.property == "fifoQueue" && value.as_deref() == Some("false");
            if let Some(value) = value.filter(|value| !plain && !value.is_empty()) {
                attributes.insert(attribute.name.clone(), value);
            }
        }
        let call = aws.sqs().create_queue().queue_name(name).set_attributes(Some(attributes));
        let tags = inputs.tags()?.into_iter().collect();
        let answer = call.set_tags(Some(tags)).send().await.map_err(refused(SERVICE))?;
        let url = answer.queue_url.unwrap_or_default();
        let outputs = outputs(aws, &url, name);
        Ok(Created { id: url, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(attributes) = all(aws, id).await? else { return Ok(None) };
        let name = id.rsplit('/').next().unwrap_or_default();
        let arn = attributes.get(&QueueAttributeName::QueueArn).cloned().unwrap_or_default();
        let mut told = Told::new(known).put("name", name).put("url", id).put("arn", arn);
        for attribute in &ATTRIBUTES {
            let text = attributes.get(&attribute.name).map(String::as_str);
            told = match attribute.form {
                Form::Document => told.json(attribute.property, text),
                _ => told.unless(
                    attribute.property,
                    text.map(|text| attribute.property(text)),
                    attribute.property(attribute.default),
                ),
            };
        }
        let tags = found(aws.sqs().list_queue_tags().queue_url(id).send().await.map_err(refused(SERVICE)))?;
        let tags = tags.and_then(|answer| answer.tags).unwrap_or_default();
        Ok(Some(told.tags(tags.into_iter().collect()).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        known_inputs(&new)?;
        rules::queue(&new)?;
        let mut changed = HashMap::new();
        for attribute in ATTRIBUTES.iter().filter(|attribute| attribute.property != "fifoQueue") {
            let (old, new) = (attribute.input(&old)?, attribute.input(&new)?);
            // A document may be another resource's: where the program says nothing, the real provider leaves it alone.
            let elsewhere = attribute.form == Form::Document && new.is_none();
            if old != new && !elsewhere {
                changed.insert(attribute.name.clone(), new.unwrap_or_else(|| attribute.default.to_owned()));
            }
        }
        if !changed.is_empty() {
            let call = aws.sqs().set_queue_attributes().queue_url(id).set_attributes(Some(changed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !set.is_empty() {
            let call = aws.sqs().tag_queue().queue_url(id).set_tags(Some(set.into_iter().collect()));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !removed.is_empty() {
            let call = aws.sqs().untag_queue().queue_url(id).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(aws, id, new.required("name")?))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.sqs().delete_queue().queue_url(id).send().await.map_err(refused(SERVICE)))
    }
}

fn known_inputs(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let names: Vec<&str> = ATTRIBUTES.iter().map(|attribute| attribute.property).chain(["name"]).collect();
    inputs.only(&names)
}

fn outputs(aws: &Clients, url: &str, name: &str) -> Properties {
    let arn = format!("arn:aws:sqs:{}:{}:{name}", aws.region(), aws.account());
    Told::new(&Properties::new()).put("arn", arn).put("url", url).finish()
}
