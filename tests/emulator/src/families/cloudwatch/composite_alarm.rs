//! Alarms over the states of other alarms.
//!
//! The emulator forgets `actionsSuppressor`, which suppresses nothing there, and tells clients that speak XML less than it knows;
//! all that is kept as a [definition](super::definition).

use async_trait::async_trait;
use aws_sdk_cloudwatch::types::AlarmType;

use super::definition::{Definitions, parts};
use super::values::{properties, texts, with};
use super::{SERVICE, alarm_arn, alarm_shape, delete_alarm, refused, retag, tag, tags};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::Refusal;
use crate::told::Told;

const DEFINITIONS: Definitions = Definitions { type_name: "composite-alarm" };
/// What the emulator forgets or does not tell.
const FORGOTTEN: [&str; 6] =
    ["actionsSuppressor", "actionsEnabled", "alarmActions", "alarmDescription", "insufficientDataActions", "okActions"];

/// Characters of a rule.
const RULE_LIMIT: usize = 10_240;

const SUPPORTED: [&str; 8] = [
    "alarmName",
    "alarmRule",
    "actionsEnabled",
    "actionsSuppressor",
    "alarmActions",
    "alarmDescription",
    "insufficientDataActions",
    "okActions",
];

/// `aws:cloudwatch/compositeAlarm:CompositeAlarm`; the id is the name.
pub(super) struct CompositeAlarm;

#[async_trait]
impl Kind for CompositeAlarm {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        let id = inputs.required("alarmName")?.to_owned();
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let call = aws.cloudwatch().describe_alarms().alarm_names(id).alarm_types(AlarmType::CompositeAlarm);
        let answer = call.send().await.map_err(refused)?;
        let Some(alarm) = answer.composite_alarms().first() else { return Ok(None) };
        let told = Told::new(known)
            .put("alarmName", id)
            .some("alarmRule", alarm.alarm_rule())
            .unless("alarmDescription", alarm.alarm_description(), "")
            .unless("actionsEnabled", alarm.actions_enabled(), true)
            .set("alarmActions", texts(alarm.alarm_actions()))
            .set("okActions", texts(alarm.ok_actions()))
            .set("insufficientDataActions", texts(alarm.insufficient_data_actions()))
            .tags(tags(aws, &alarm_arn(aws, id)).await?);
        let told = with(told, DEFINITIONS.get(aws, id).await?.unwrap_or_default());
        Ok(Some(with(told, outputs(aws, id)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        put(aws, &new).await?;
        retag(aws, &alarm_arn(aws, id), &old, &new).await?;
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        delete_alarm(aws, id, DEFINITIONS).await
    }
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    properties([("arn", alarm_arn(aws, name).into())])
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&SUPPORTED)?;
    check(inputs)?;
    let name = inputs.required("alarmName")?;
    let call = aws
        .cloudwatch()
        .put_composite_alarm()
        .alarm_name(name)
        .alarm_rule(inputs.required("alarmRule")?)
        .set_alarm_description(inputs.text("alarmDescription")?.map(str::to_owned))
        .set_actions_enabled(inputs.flag("actionsEnabled")?)
        .set_alarm_actions(Some(inputs.texts("alarmActions")?))
        .set_ok_actions(Some(inputs.texts("okActions")?))
        .set_insufficient_data_actions(Some(inputs.texts("insufficientDataActions")?))
        .set_tags(Some(inputs.tags()?.into_iter().map(tag).collect()));
    call.send().await.map_err(refused)?;
    DEFINITIONS.put(aws, name, parts(inputs, &FORGOTTEN)).await
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    alarm_shape::name(inputs.required("alarmName")?)?;
    let length = inputs.required("alarmRule")?.chars().count();
    if length > RULE_LIMIT {
        let message = format!("ValidationError: alarmRule has {length} characters, of {RULE_LIMIT} at most");
        return Err(Refusal::invalid(SERVICE, alarm_shape::RULE, message));
    }
    let Some(suppressor) = inputs.object("actionsSuppressor")? else { return Ok(()) };
    suppressor.required("alarm")?;
    for period in ["waitPeriod", "extensionPeriod"] {
        if suppressor.number(period)?.is_none_or(|seconds| seconds < 0) {
            let message = format!("ValidationError: actionsSuppressor needs {period}, in seconds");
            return Err(Refusal::invalid(SERVICE, alarm_shape::RULE, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_that_are_too_long_and_suppressors_without_periods_are_refused() {
        let suppressor = json!({"alarm": "b", "waitPeriod": 60});
        let cases = [
            (json!({"alarmName": "a", "alarmRule": "x".repeat(10_241)}), "10241 characters"),
            (json!({"alarmName": "a", "alarmRule": "ALARM(b)", "actionsSuppressor": suppressor}), "extensionPeriod"),
        ];
        for (alarm, text) in cases {
            let alarm = alarm.as_object().cloned().unwrap();
            let error = check(&Inputs::new(SERVICE, &alarm)).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: "ALARM-SHAPE", .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
