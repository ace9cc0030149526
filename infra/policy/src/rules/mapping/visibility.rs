//! How long a message stays hidden while a function works on it.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const VISIBILITY: Rule = Rule {
    id: "ESM-VISIBILITY-6X",
    severity: Severity::Mandatory,
    reason: "Lambda refuses a mapping whose queue hides messages for less than the function's timeout; under six \
             times the timeout, which AWS recommends, throttled retries make messages visible while they are worked \
             on.",
    fix: "Set the queue's `visibilityTimeoutSeconds` to six times the function's `timeout` or more",
    check: visibility,
};

/// What AWS recommends for a queue with a function as its consumer.
const FACTOR: f64 = 6.0;
/// The default of SQS.
const DEFAULT_VISIBILITY_SECONDS: f64 = 30.0;
/// The default of Lambda.
pub(in crate::rules) const DEFAULT_TIMEOUT_SECONDS: f64 = 3.0;

fn visibility(plan: &Plan, findings: &mut Findings) {
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let queue = plan.refers(mapping, "eventSourceArn", tokens::QUEUE);
        let (Some(queue), Some(function)) = (queue, plan.function_behind(mapping, "functionName")) else { continue };
        let visibility = queue.number_or("visibilityTimeoutSeconds", DEFAULT_VISIBILITY_SECONDS);
        let timeout = function.number_or("timeout", DEFAULT_TIMEOUT_SECONDS);
        let (Some(visibility), Some(timeout)) = (visibility, timeout) else { continue };
        findings.when(visibility < FACTOR * timeout, queue, || {
            let than = if visibility < timeout { "less than the timeout" } else { "less than 6 x the timeout" };
            format!("messages are hidden for {visibility} s, {than} ({timeout} s) of its consumer `{}`", function.name)
        });
    }
}
