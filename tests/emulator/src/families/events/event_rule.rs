//! Rules: which events, or when.

use async_trait::async_trait;
use aws_sdk_eventbridge::types::{RuleState, Tag};

use super::{DEFAULT_BUS, SERVICE, is_name, refuse, targets};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Characters of a name.
const NAME_LIMIT: usize = 64;

/// `aws:cloudwatch/eventRule:EventRule`; the id is the name.
pub(super) struct EventRule;

#[async_trait]
impl Kind for EventRule {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        let id = inputs.required("name")?.to_owned();
        retag(aws, &id, &Inputs::new(SERVICE, &Properties::new()), &inputs).await?;
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = found(aws.eventbridge().describe_rule().name(id).send().await.map_err(refused(SERVICE)))?;
        let Some(rule) = answer else { return Ok(None) };
        let call = aws.eventbridge().list_tags_for_resource().resource_arn(arn(aws, id));
        let tags = call.send().await.map_err(refused(SERVICE))?.tags.unwrap_or_default();
        let told = Told::new(known)
            .put("name", id)
            .unless("description", rule.description(), "")
            .unless("eventBusName", rule.event_bus_name(), DEFAULT_BUS)
            .json("eventPattern", rule.event_pattern())
            .some("scheduleExpression", rule.schedule_expression())
            .unless("state", rule.state().map(RuleState::as_str), RuleState::Enabled.as_str())
            .keep(&["forceDestroy"])
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        Ok(Some(with(told, outputs(aws, id)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let new = Inputs::new(SERVICE, new);
        put(aws, &new).await?;
        retag(aws, id, &Inputs::new(SERVICE, old), &new).await?;
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        // The emulator would take the targets away with it.
        if !targets(aws, id).await?.is_empty() {
            return refuse(format!("Rule {id} can't be deleted since it has targets"));
        }
        gone(aws.eventbridge().delete_rule().name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:events:{}:{}:rule/{name}", aws.region(), aws.account())
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    properties([("arn", arn(aws, name).into())])
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    check(inputs)?;
    let state = inputs.text("state")?.map_or(RuleState::Enabled, RuleState::from);
    let call = aws
        .eventbridge()
        .put_rule()
        .name(inputs.required("name")?)
        // Without one the emulator would keep the old one.
        .description(inputs.text("description")?.unwrap_or_default())
        .set_event_pattern(inputs.text("eventPattern")?.map(str::to_owned))
        .set_schedule_expression(inputs.text("scheduleExpression")?.map(str::to_owned))
        .state(state);
    call.send().await.map_err(refused(SERVICE)).map(|_| ())
}

async fn retag(aws: &Clients, name: &str, old: &Inputs<'_>, new: &Inputs<'_>) -> Result<(), Refusal> {
    let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
    let client = aws.eventbridge();
    if !set.is_empty() {
        let tag = |(key, value)| built(SERVICE, Tag::builder().key(key).value(value).build());
        let tags = set.into_iter().map(tag).collect::<Result<Vec<_>, _>>()?;
        let call = client.tag_resource().resource_arn(arn(aws, name)).set_tags(Some(tags));
        call.send().await.map_err(refused(SERVICE))?;
    }
    if !removed.is_empty() {
        let call = client.untag_resource().resource_arn(arn(aws, name)).set_tag_keys(Some(removed));
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let names = ["name", "description", "eventBusName", "eventPattern", "scheduleExpression", "state", "forceDestroy"];
    inputs.only(&names)?;
    let name = inputs.required("name")?;
    if !is_name(name, NAME_LIMIT) {
        let message = format!("the name of a rule has 1 to {NAME_LIMIT} of A-Z, a-z, 0-9 and .-_; `{name}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    if inputs.text("eventBusName")?.is_some_and(|bus| bus != DEFAULT_BUS) {
        return Err(inputs.refuse("eventBusName", "must be the default bus on the emulator; leave it out"));
    }
    if inputs.text("eventPattern")?.is_none() && inputs.text("scheduleExpression")?.is_none() {
        return refuse("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_that_match_nothing_and_long_names_are_refused() {
        let cases = [
            (json!({"name": "a"}), super::super::RULE),
            (json!({"name": "a".repeat(65), "scheduleExpression": "rate(1 minute)"}), "NAME-LIMIT"),
            (json!({"name": "a/b", "scheduleExpression": "rate(1 minute)"}), "NAME-LIMIT"),
        ];
        for (inputs, expected) in cases {
            let error = check(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule, .. } if rule == expected), "{error:?}");
        }
    }
}
