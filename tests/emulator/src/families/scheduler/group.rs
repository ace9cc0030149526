//! Groups of schedules.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_scheduler::types::{ScheduleGroupState, Tag};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{SERVICE, rules};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:scheduler/scheduleGroup:ScheduleGroup`. The id is the name.
#[derive(Debug)]
pub(super) struct ScheduleGroup;

#[async_trait]
impl Kind for ScheduleGroup {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        let call = aws.scheduler().create_schedule_group().name(name).set_tags(Some(tags(&inputs, inputs.tags()?)?));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let outputs = Told::new(&Properties::new()).put("arn", answer.schedule_group_arn).finish();
        Ok(Created { id: name.to_owned(), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let client = aws.scheduler();
        let answer = found(client.get_schedule_group().name(id).send().await.map_err(refused(SERVICE)))?;
        let Some(group) = answer else { return Ok(None) };
        let call = client.list_tags_for_resource().set_resource_arn(group.arn.clone());
        let tags = call.send().await.map_err(refused(SERVICE))?.tags.unwrap_or_default();
        let date = |date: Option<DateTime>| date.and_then(|date| date.fmt(Format::DateTime).ok());
        let told = Told::new(known)
            .put("name", id)
            .some("arn", group.arn)
            .some("state", group.state.as_ref().map(ScheduleGroupState::as_str))
            .some("creationDate", date(group.creation_date))
            .some("lastModificationDate", date(group.last_modification_date))
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let client = aws.scheduler();
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        let arn = format!("arn:aws:scheduler:{}:{}:schedule-group/{id}", aws.region(), aws.account());
        // The emulator takes one key a call.
        for key in removed {
            let call = client.untag_resource().resource_arn(&arn).tag_keys(key);
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !set.is_empty() {
            let call = client.tag_resource().resource_arn(&arn).set_tags(Some(tags(&new, set)?));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.scheduler().delete_schedule_group().name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["name"])?;
    rules::name(inputs.required("name")?)?;
    Ok(inputs)
}

fn tags(inputs: &Inputs<'_>, tags: BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    tags.into_iter().map(tag).collect::<Result<_, _>>().map_err(|error| inputs.refuse("tags", error.to_string()))
}
