//! What a schedule calls.

use aws_sdk_scheduler::error::BuildError;
use aws_sdk_scheduler::types::{
    DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, SqsParameters, Target,
};
use serde_json::{Value, json};

use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::Refusal;
use crate::told::Told;

/// The target as a call has it.
pub(super) fn target(inputs: &Inputs<'_>) -> Result<Target, Refusal> {
    let target = inputs.object("target")?.ok_or_else(|| inputs.refuse("target", "is missing; set it"))?;
    target.only(&["arn", "roleArn", "input", "retryPolicy", "deadLetterConfig", "sqsParameters"])?;
    let mut builder = Target::builder()
        .arn(target.required("arn")?)
        .role_arn(target.required("roleArn")?)
        .set_input(target.text("input")?.map(str::to_owned));
    if let Some(policy) = target.object("retryPolicy")? {
        let policy = RetryPolicy::builder()
            .set_maximum_event_age_in_seconds(policy.small("maximumEventAgeInSeconds")?)
            .set_maximum_retry_attempts(policy.small("maximumRetryAttempts")?);
        builder = builder.retry_policy(policy.build());
    }
    if let Some(queue) = target.object("deadLetterConfig")? {
        builder = builder.dead_letter_config(DeadLetterConfig::builder().arn(queue.required("arn")?).build());
    }
    if let Some(parameters) = target.object("sqsParameters")? {
        let group = parameters.text("messageGroupId")?.map(str::to_owned);
        builder = builder.sqs_parameters(SqsParameters::builder().set_message_group_id(group).build());
    }
    builder.build().map_err(|error| built(&target, &error))
}

/// The window as a call has it.
pub(super) fn window(inputs: &Inputs<'_>) -> Result<FlexibleTimeWindow, Refusal> {
    let window = inputs.object("flexibleTimeWindow")?;
    let window = window.ok_or_else(|| inputs.refuse("flexibleTimeWindow", "is missing; set it"))?;
    let builder = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::from(window.required("mode")?));
    let builder = builder.set_maximum_window_in_minutes(window.small("maximumWindowInMinutes")?);
    builder.build().map_err(|error| built(&window, &error))
}

/// The target as inputs have it.
pub(super) fn told(target: &Target, known: &Properties) -> Value {
    let nothing = Properties::new();
    let known = known.get("target").and_then(Value::as_object).unwrap_or(&nothing);
    let policy = target.retry_policy().map(|policy| {
        let told = Told::new(&nothing).some("maximumEventAgeInSeconds", policy.maximum_event_age_in_seconds());
        Value::Object(told.some("maximumRetryAttempts", policy.maximum_retry_attempts()).finish())
    });
    let queue = target.dead_letter_config().and_then(|queue| queue.arn()).map(|arn| json!({"arn": arn}));
    let group = target.sqs_parameters().and_then(|parameters| parameters.message_group_id());
    let told = Told::new(known)
        .put("arn", target.arn())
        .put("roleArn", target.role_arn())
        .json("input", target.input())
        .some("retryPolicy", policy)
        .some("deadLetterConfig", queue)
        .some("sqsParameters", group.map(|group| json!({"messageGroupId": group})));
    Value::Object(told.finish())
}

/// The window as inputs have it.
pub(super) fn told_window(window: &FlexibleTimeWindow) -> Value {
    let nothing = Properties::new();
    let told = Told::new(&nothing).put("mode", window.mode().as_str());
    Value::Object(told.some("maximumWindowInMinutes", window.maximum_window_in_minutes()).finish())
}

fn built(inputs: &Inputs<'_>, error: &BuildError) -> Refusal {
    inputs.refuse("", error.to_string())
}
