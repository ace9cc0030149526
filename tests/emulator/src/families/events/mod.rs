//! Rules of EventBridge on the default bus, and their targets.

mod event_rule;
mod event_target;

use aws_sdk_eventbridge::types::Target;

use crate::clients::Clients;
use crate::refusal::{Refusal, found, refused};

/// Name of the service in errors.
const SERVICE: &str = "events";

/// Rule of the shape of rules and targets.
const RULE: &str = "EVENT-RULE";

/// The only bus there is.
const DEFAULT_BUS: &str = "default";

pub(crate) const KINDS: super::Family = &[
    ("aws:cloudwatch/eventRule:EventRule", &event_rule::EventRule),
    ("aws:cloudwatch/eventTarget:EventTarget", &event_target::EventTarget),
];

/// Targets of a rule; none if there is no such rule.
async fn targets(aws: &Clients, rule: &str) -> Result<Vec<Target>, Refusal> {
    let answer = found(aws.eventbridge().list_targets_by_rule().rule(rule).send().await.map_err(refused(SERVICE)))?;
    Ok(answer.and_then(|answer| answer.targets).unwrap_or_default())
}

/// Refuses what EventBridge refuses, with its answer.
fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("ValidationException: {}", message.into())))
}

/// Whether a name has so many characters at most, and only those that the service takes.
fn is_name(name: &str, limit: usize) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    !name.is_empty() && name.len() <= limit && name.chars().all(allowed)
}
