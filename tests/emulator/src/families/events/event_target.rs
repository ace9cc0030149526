//! Targets of rules.

use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use aws_sdk_eventbridge::types::{DeadLetterConfig, InputTransformer, RetryPolicy, SqsParameters, Target};

use super::{DEFAULT_BUS, SERVICE, is_name, refuse, targets};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, map, member, properties};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, refused};
use crate::told::Told;

/// Characters of a target's id.
const ID_LIMIT: usize = 64;
/// Targets of a rule.
const TARGETS: usize = 5;
/// How often, and for how many seconds, a delivery is tried where nothing is said.
const DEFAULT_RETRIES: (i32, i32) = (185, 86_400);

const SUPPORTED: [&str; 11] = [
    "rule",
    "targetId",
    "arn",
    "eventBusName",
    "roleArn",
    "input",
    "inputPath",
    "inputTransformer",
    "deadLetterConfig",
    "retryPolicy",
    "sqsTarget",
];

/// `aws:cloudwatch/eventTarget:EventTarget`; the id is `<rule>-<target id>`, and `<rule>/<target id>` in an import.
pub(super) struct EventTarget;

#[async_trait]
impl Kind for EventTarget {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let rule = inputs.required("rule")?;
        let target = inputs.text("targetId")?.map_or_else(made_up_id, str::to_owned);
        let others = targets(aws, rule).await?.iter().filter(|other| other.id() != target).count();
        if others >= TARGETS {
            return refuse(format!("LimitExceededException: rule {rule} has {others} targets, of {TARGETS} at most"));
        }
        put(aws, &inputs, &target).await?;
        Ok(Created { id: format!("{rule}-{target}"), outputs: properties([("targetId", target.into())]) })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (rule, target_id) = place(id, known)?;
        let found = targets(aws, &rule).await?.into_iter().find(|target| target.id() == target_id);
        Ok(found.map(|target| tell(&target, &rule, known)))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (_, target) = place(id, old)?;
        put(aws, &Inputs::new(SERVICE, new), &target).await?;
        Ok(properties([("targetId", target.into())]))
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (rule, target) = place(id, known)?;
        let call = aws.eventbridge().remove_targets().rule(rule).ids(target);
        found(call.send().await.map_err(refused(SERVICE))).map(|_| ())
    }
}

/// The rule, and the target's id.
fn place(id: &str, known: &Properties) -> Result<(String, String), Refusal> {
    if let Some((rule, target)) = id.rsplit_once('/') {
        return Ok((rule.to_owned(), target.to_owned()));
    }
    let known = Inputs::new(SERVICE, known);
    Ok((known.required("rule")?.to_owned(), known.required("targetId")?.to_owned()))
}

/// An id that no other target has.
fn made_up_id() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("stand-in-{:x}", now.as_nanos())
}

async fn put(aws: &Clients, inputs: &Inputs<'_>, id: &str) -> Result<(), Refusal> {
    let call = aws.eventbridge().put_targets().rule(inputs.required("rule")?).targets(target(inputs, id)?);
    let answer = call.send().await.map_err(refused(SERVICE))?;
    match answer.failed_entries().first() {
        None => Ok(()),
        Some(failed) => Err(Refusal::Failed {
            service: SERVICE,
            code: failed.error_code().unwrap_or_default().to_owned(),
            message: failed.error_message().unwrap_or_default().to_owned(),
        }),
    }
}

fn target(inputs: &Inputs<'_>, id: &str) -> Result<Target, Refusal> {
    inputs.only(&SUPPORTED)?;
    if !is_name(id, ID_LIMIT) {
        let message = format!("the id of a target has 1 to {ID_LIMIT} of A-Z, a-z, 0-9 and .-_; `{id}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    if inputs.text("eventBusName")?.is_some_and(|bus| bus != DEFAULT_BUS) {
        return Err(inputs.refuse("eventBusName", "must be the default bus on the emulator; leave it out"));
    }
    let ways = ["input", "inputPath", "inputTransformer"].into_iter().filter(|name| inputs.value(name).is_some());
    if ways.count() > 1 {
        return refuse("Only one of Input, InputPath, or InputTransformer must be provided.");
    }
    let mut target = Target::builder()
        .id(id)
        .arn(inputs.required("arn")?)
        .set_role_arn(inputs.text("roleArn")?.map(str::to_owned))
        .set_input(inputs.text("input")?.map(str::to_owned))
        .set_input_path(inputs.text("inputPath")?.map(str::to_owned));
    if let Some(transformer) = inputs.object("inputTransformer")? {
        let paths = transformer.map("inputPaths")?.into_iter().collect();
        let transformer = InputTransformer::builder()
            .set_input_paths_map(Some(paths))
            .input_template(transformer.required("inputTemplate")?);
        target = target.input_transformer(built(SERVICE, transformer.build())?);
    }
    if let Some(letters) = inputs.object("deadLetterConfig")? {
        let arn = letters.text("arn")?.map(str::to_owned);
        target = target.dead_letter_config(DeadLetterConfig::builder().set_arn(arn).build());
    }
    if let Some(policy) = inputs.object("retryPolicy")? {
        let retries = RetryPolicy::builder()
            .set_maximum_retry_attempts(policy.small("maximumRetryAttempts")?)
            .set_maximum_event_age_in_seconds(policy.small("maximumEventAgeInSeconds")?);
        target = target.retry_policy(retries.build());
    }
    if let Some(queue) = inputs.object("sqsTarget")? {
        let group = queue.text("messageGroupId")?.map(str::to_owned);
        target = target.sqs_parameters(SqsParameters::builder().set_message_group_id(group).build());
    }
    built(SERVICE, target.build())
}

fn tell(target: &Target, rule: &str, known: &Properties) -> Properties {
    let (attempts, age_s) = DEFAULT_RETRIES;
    let mut told = Told::new(known)
        .put("rule", rule)
        .put("targetId", target.id())
        .put("arn", target.arn())
        .keep(&["eventBusName"])
        .some("roleArn", target.role_arn())
        .json("input", target.input())
        .some("inputPath", target.input_path());
    if let Some(transformer) = target.input_transformer() {
        let known = member(known, "inputTransformer");
        let transformer = Told::new(&known)
            .unless("inputPaths", Some(map(transformer.input_paths_map())), Properties::new())
            .put("inputTemplate", transformer.input_template());
        told = told.put("inputTransformer", transformer.finish());
    }
    if let Some(letters) = target.dead_letter_config() {
        told = told.put("deadLetterConfig", Told::new(known).some("arn", letters.arn()).finish());
    }
    if let Some(policy) = target.retry_policy() {
        let known = member(known, "retryPolicy");
        let policy = Told::new(&known)
            .unless("maximumRetryAttempts", policy.maximum_retry_attempts(), attempts)
            .unless("maximumEventAgeInSeconds", policy.maximum_event_age_in_seconds(), age_s);
        told = told.put("retryPolicy", policy.finish());
    }
    if let Some(queue) = target.sqs_parameters() {
        told = told.put("sqsTarget", Told::new(known).some("messageGroupId", queue.message_group_id()).finish());
    }
    told.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_ways_of_input_and_long_ids_are_refused() {
        let inputs = json!({"rule": "r", "arn": "a", "input": "{}", "inputPath": "$.detail"});
        let error = target(&Inputs::new(SERVICE, inputs.as_object().unwrap()), "t").unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: super::super::RULE, .. }), "{error:?}");
        let inputs = json!({"rule": "r", "arn": "a"});
        let error = target(&Inputs::new(SERVICE, inputs.as_object().unwrap()), &"t".repeat(65)).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{error:?}");
    }
}
