//! How many batches a mapping has in flight.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const CONCURRENCY: Rule = Rule {
    id: "ESM-CONCURRENCY",
    severity: Severity::Mandatory,
    reason: "Lambda takes a maximum concurrency of 2 to 1,000; above what the function has reserved, throttled \
             batches use up the receives of their messages, which become dead letters unread.",
    fix: "Set `scalingConfig.maximumConcurrency` to 2 or more, and not above `reservedConcurrentExecutions`",
    check: concurrency,
};

fn concurrency(plan: &Plan, findings: &mut Findings) {
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let Some(maximum) = mapping.number("scalingConfig.maximumConcurrency") else { continue };
        findings.when(!(2.0..=1_000.0).contains(&maximum), mapping, || {
            format!("`scalingConfig.maximumConcurrency` is {maximum}, the range is 2 to 1000")
        });
        let function = plan.function_behind(mapping, "functionName");
        let reserved = function.and_then(|one| one.number("reservedConcurrentExecutions")).filter(|one| *one >= 0.0);
        if let Some(reserved) = reserved.filter(|reserved| maximum > *reserved) {
            findings.at(mapping, format!("up to {maximum} batches at once, of which the function runs {reserved}"));
        }
    }
}
