//! Schedules.

use async_trait::async_trait;
use aws_sdk_scheduler::types::{ActionAfterCompletion, ScheduleState};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{SERVICE, rules, target};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// The group that is always there.
const DEFAULT_GROUP: &str = "default";

/// `aws:scheduler/schedule:Schedule`. The id is group and name with a slash between.
#[derive(Debug)]
pub(super) struct Schedule;

/// Everything that creating and updating a schedule send alike.
macro_rules! with_inputs {
    ($call:expr, $inputs:expr) => {
        $call
            .name($inputs.required("name")?)
            .group_name($inputs.text("groupName")?.unwrap_or(DEFAULT_GROUP))
            .schedule_expression($inputs.required("scheduleExpression")?)
            .set_schedule_expression_timezone($inputs.text("scheduleExpressionTimezone")?.map(str::to_owned))
            .set_description($inputs.text("description")?.map(str::to_owned))
            .set_state($inputs.text("state")?.map(ScheduleState::from))
            .set_action_after_completion($inputs.text("actionAfterCompletion")?.map(ActionAfterCompletion::from))
            .set_start_date(date(&$inputs, "startDate")?)
            .set_end_date(date(&$inputs, "endDate")?)
            .flexible_time_window(target::window(&$inputs)?)
            .target(target::target(&$inputs)?)
    };
}

#[async_trait]
impl Kind for Schedule {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(aws, inputs).await?;
        let call = with_inputs!(aws.scheduler().create_schedule(), inputs);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let group = inputs.text("groupName")?.unwrap_or(DEFAULT_GROUP);
        let outputs = Told::new(&Properties::new()).put("arn", answer.schedule_arn).put("groupName", group).finish();
        Ok(Created { id: format!("{group}/{}", inputs.required("name")?), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (group, name) = id.split_once('/').unwrap_or((DEFAULT_GROUP, id));
        let call = aws.scheduler().get_schedule().group_name(group).name(name);
        let Some(schedule) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let date = |date: Option<&DateTime>| date.and_then(|date| date.fmt(Format::DateTime).ok());
        let told = Told::new(known)
            .put("name", name)
            .put("groupName", group)
            .some("arn", schedule.arn())
            .some("scheduleExpression", schedule.schedule_expression())
            .unless("scheduleExpressionTimezone", schedule.schedule_expression_timezone(), "UTC")
            .unless("description", schedule.description(), "")
            .unless("state", schedule.state().map(ScheduleState::as_str), ScheduleState::Enabled.as_str())
            .unless(
                "actionAfterCompletion",
                schedule.action_after_completion().map(ActionAfterCompletion::as_str),
                ActionAfterCompletion::None.as_str(),
            )
            .some("startDate", date(schedule.start_date()))
            .some("endDate", date(schedule.end_date()))
            .some("flexibleTimeWindow", schedule.flexible_time_window().map(target::told_window))
            .some("target", schedule.target().map(|target| target::told(target, known)));
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let new = checked(aws, new).await?;
        let call = with_inputs!(aws.scheduler().update_schedule(), new);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        Ok(Told::new(&Properties::new()).put("arn", answer.schedule_arn).finish())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (group, name) = id.split_once('/').unwrap_or((DEFAULT_GROUP, id));
        let call = aws.scheduler().delete_schedule().group_name(group).name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

async fn checked<'a>(aws: &Clients, inputs: &'a Properties) -> Result<Inputs<'a>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&[
        "name",
        "groupName",
        "scheduleExpression",
        "scheduleExpressionTimezone",
        "description",
        "state",
        "actionAfterCompletion",
        "startDate",
        "endDate",
        "flexibleTimeWindow",
        "target",
    ])?;
    rules::schedule(&inputs)?;
    if let Some(target) = inputs.object("target")? {
        let group = inputs.text("groupName")?.unwrap_or(DEFAULT_GROUP);
        rules::role(aws, target.required("roleArn")?, group).await?;
    }
    Ok(inputs)
}

fn date(inputs: &Inputs<'_>, name: &str) -> Result<Option<DateTime>, Refusal> {
    let read = |text: &str| {
        DateTime::from_str(text, Format::DateTime)
            .map_err(|error| inputs.refuse(name, format!("is no time like 2026-11-20T13:00:00Z: {error}")))
    };
    inputs.text(name)?.map(read).transpose()
}
