//! The age of the oldest message, which is old by design while it waits for its next try.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const AGE_BACKOFF: Rule = Rule {
    id: "ALARM-AGE-BACKOFF",
    severity: Severity::Mandatory,
    reason: "One message that waits for its next try is as old as its backoff (up to 480 s) or the queue's \
             visibility timeout: an alarm on the age alone below that pages for nothing.",
    fix: "Raise the threshold above backoff and visibility timeout, or combine the age with the number of visible \
          messages in `metricQueries`",
    check: age_backoff,
};

/// The longest backoff of the worker between two tries.
const BACKOFF_SECONDS: f64 = 480.0;

fn age_backoff(plan: &Plan, findings: &mut Findings) {
    for alarm in plan.of(tokens::ALARM) {
        let age = |metric: &super::Metric<'_>| !metric.combined && metric.name == Some("ApproximateAgeOfOldestMessage");
        if !super::metrics(alarm).iter().any(age) {
            continue;
        }
        let queue = plan.refers_by(alarm, "dimensions", alarm.text("dimensions.QueueName"), tokens::QUEUE);
        let hidden = queue.and_then(|queue| queue.number("visibilityTimeoutSeconds")).unwrap_or_default();
        let floor = hidden.max(BACKOFF_SECONDS);
        if let Some(threshold) = alarm.number("threshold").filter(|threshold| *threshold <= floor) {
            findings
                .at(alarm, format!("its threshold is {threshold} s, messages may wait {floor} s for their next try"));
        }
    }
}
