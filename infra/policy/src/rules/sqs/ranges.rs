//! Numbers of queues.

use crate::plan::{Plan, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

use super::dead_letters::{Redrive, redrives};

/// Four days.
pub(super) const DEFAULT_RETENTION_SECONDS: f64 = 345_600.0;

pub(super) const RANGES: Rule = Rule {
    id: "SQS-RANGES",
    severity: Severity::Mandatory,
    reason: "SQS answers InvalidAttributeValue outside of its ranges and to a `maxReceiveCount` in quotes; with a \
             `maxReceiveCount` of 1 the first throttled receive makes a dead letter.",
    fix: "Keep to the range; write `maxReceiveCount` as an integer of 2 or more",
    check: ranges,
};

/// Property, least and greatest value: the service's quotas for queues.
const LIMITS: [(&str, f64, f64); 5] = [
    ("delaySeconds", 0.0, 900.0),
    ("maxMessageSize", 1_024.0, 1_048_576.0),
    ("messageRetentionSeconds", 60.0, 1_209_600.0),
    ("receiveWaitTimeSeconds", 0.0, 20.0),
    ("visibilityTimeoutSeconds", 0.0, 43_200.0),
];
/// The quota for `maxReceiveCount`.
const MOST_RECEIVES: f64 = 1_000.0;

fn ranges(plan: &Plan, findings: &mut Findings) {
    for queue in plan.of(tokens::QUEUE) {
        for (property, least, most) in LIMITS {
            let value = queue.number(property).filter(|value| !(least..=most).contains(value));
            if let Some(value) = value {
                findings.at(queue, format!("`{property}` is {value}, the range is {least} to {most}"));
            }
        }
    }
    for Redrive { source, document, .. } in redrives(plan) {
        let Some(document) = document else { continue };
        match document.at("maxReceiveCount") {
            Value::Number(count) if (2.0..=MOST_RECEIVES).contains(count) && count.fract() == 0.0 => {}
            Value::Number(count) => findings.at(source, format!("`maxReceiveCount` is {count}")),
            Value::Text(text) => findings.at(source, format!("`maxReceiveCount` is the text \"{text}\"")),
            Value::Null => findings.at(source, "its redrive policy has no `maxReceiveCount`"),
            _ => {}
        }
    }
}
