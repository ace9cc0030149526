//! Log groups.

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::{LogGroup as Found, LogGroupClass};

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::values::{properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Days that `PutRetentionPolicy` takes. 0 stands for no policy: kept for ever.
const RETENTION_DAYS: [i64; 23] =
    [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];
/// Class of a group that names none.
const STANDARD: &str = "STANDARD";
const NAME_LIMIT: usize = 512;

/// `aws:cloudwatch/logGroup:LogGroup`; the id is the name.
pub(super) struct LogGroup;

#[async_trait]
impl Kind for LogGroup {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        let id = inputs.required("name")?.to_owned();
        let call = aws
            .cloudwatchlogs()
            .create_log_group()
            .log_group_name(&id)
            .set_kms_key_id(inputs.text("kmsKeyId")?.map(str::to_owned))
            .set_log_group_class(inputs.text("logGroupClass")?.map(LogGroupClass::from))
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
        retain(aws, &id, inputs.small("retentionInDays")?).await?;
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(group) = group(aws, id).await? else { return Ok(None) };
        let call = aws.cloudwatchlogs().list_tags_for_resource().resource_arn(arn(aws, id));
        let tags = found(call.send().await.map_err(refused(SERVICE)))?.and_then(|answer| answer.tags);
        let told = Told::new(known)
            .put("name", id)
            .unless("retentionInDays", group.retention_in_days(), 0)
            .unless("kmsKeyId", group.kms_key_id(), "")
            .unless("logGroupClass", group.log_group_class().map(LogGroupClass::as_str), STANDARD)
            .keep(&["skipDestroy"])
            .tags(tags.into_iter().flatten().collect());
        Ok(Some(with(told, outputs(aws, id)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        check(&new)?;
        if old.text("kmsKeyId")?.unwrap_or_default() != new.text("kmsKeyId")?.unwrap_or_default() {
            return Err(new.refuse("kmsKeyId", "cannot be changed on the emulator; replace the group"));
        }
        retain(aws, id, new.small("retentionInDays")?).await?;
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !set.is_empty() {
            let call = aws.cloudwatchlogs().tag_resource().resource_arn(arn(aws, id));
            call.set_tags(Some(set.into_iter().collect())).send().await.map_err(refused(SERVICE))?;
        }
        if !removed.is_empty() {
            let call = aws.cloudwatchlogs().untag_resource().resource_arn(arn(aws, id)).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        if Inputs::new(SERVICE, known).flag("skipDestroy")? == Some(true) {
            return Ok(());
        }
        gone(aws.cloudwatchlogs().delete_log_group().log_group_name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:logs:{}:{}:log-group:{name}", aws.region(), aws.account())
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    properties([("arn", arn(aws, name).into())])
}

/// The group of exactly this name: the first of those that start with it, since they come in the order of their names.
async fn group(aws: &Clients, name: &str) -> Result<Option<Found>, Refusal> {
    let call = aws.cloudwatchlogs().describe_log_groups().log_group_name_prefix(name).limit(1);
    let answer = call.send().await.map_err(refused(SERVICE))?;
    Ok(answer.log_groups.unwrap_or_default().into_iter().find(|group| group.log_group_name() == Some(name)))
}

async fn retain(aws: &Clients, name: &str, days: Option<i32>) -> Result<(), Refusal> {
    let logs = aws.cloudwatchlogs();
    match days {
        Some(days) if days > 0 => {
            let call = logs.put_retention_policy().log_group_name(name).retention_in_days(days);
            call.send().await.map_err(refused(SERVICE)).map(|_| ())
        }
        _ => {
            let call = logs.delete_retention_policy().log_group_name(name);
            call.send().await.map_err(refused(SERVICE)).map(|_| ())
        }
    }
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["name", "retentionInDays", "kmsKeyId", "logGroupClass", "skipDestroy"])?;
    let name = inputs.required("name")?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_/#".contains(letter);
    if name.is_empty() || name.len() > NAME_LIMIT || !name.chars().all(allowed) {
        let message =
            format!("the name of a log group has 1 to {NAME_LIMIT} of A-Z, a-z, 0-9 and .-_/#; `{name}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    match inputs.number("retentionInDays")? {
        Some(days) if !RETENTION_DAYS.contains(&days) => {
            let message = format!("InvalidParameterException: retentionInDays {days} is none of {RETENTION_DAYS:?}");
            Err(Refusal::invalid(SERVICE, "LOG-GROUP-FIRST", message))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(inputs: &Value) -> Result<(), Refusal> {
        check(&Inputs::new(SERVICE, inputs.as_object().unwrap()))
    }

    #[test]
    fn retentions_and_names_outside_the_limits_are_refused() {
        answer(&json!({"name": "/aws/lambda/x", "retentionInDays": 30})).unwrap();
        let error = answer(&json!({"name": "a", "retentionInDays": 10})).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "LOG-GROUP-FIRST", .. }), "{error:?}");
        for name in ["a b", &"a".repeat(513)] {
            let error = answer(&json!({"name": name})).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{error:?}");
        }
    }
}
