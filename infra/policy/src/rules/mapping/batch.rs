//! Batches of a mapping.

use crate::arn::Arn;
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const FIFO_BATCH: Rule = Rule {
    id: "ESM-FIFO-BATCH",
    severity: Severity::Mandatory,
    reason: "A mapping on a FIFO queue takes at most 10 messages and no batching window; Lambda answers `Batching \
             window is not supported for FIFO queues`.",
    fix: "Leave `maximumBatchingWindowInSeconds` out and set `batchSize` to 10 or less",
    check: fifo_batch,
};

pub(super) const PARTIAL: Rule = Rule {
    id: "ESM-PARTIAL",
    severity: Severity::Mandatory,
    reason: "Without partial batch responses one failed message makes Lambda deliver the whole batch again, and \
             finished messages repeat.",
    fix: "Set `functionResponseTypes: [\"ReportBatchItemFailures\"]`, and let the function answer with the failed \
          ids",
    check: partial,
};

/// The most messages that a batch of a FIFO queue holds.
const MOST_MESSAGES: f64 = 10.0;

/// Whether a mapping consumes a queue; `None` while that is unknown.
pub(super) fn is_of_queue(plan: &Plan, mapping: &PlannedResource) -> Option<bool> {
    if plan.refers(mapping, "eventSourceArn", tokens::QUEUE).is_some() {
        return Some(true);
    }
    let arn = mapping.text("eventSourceArn")?;
    Some(Arn::parse(arn).is_some_and(|arn| arn.service == "sqs"))
}

fn fifo_batch(plan: &Plan, findings: &mut Findings) {
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let queue = plan.refers(mapping, "eventSourceArn", tokens::QUEUE);
        let by_queue = queue.is_some_and(|queue| queue.is_set("fifoQueue"));
        if !by_queue && !mapping.text("eventSourceArn").is_some_and(|arn| arn.ends_with(".fifo")) {
            continue;
        }
        if let Some(size) = mapping.number("batchSize").filter(|size| *size > MOST_MESSAGES) {
            findings.at(mapping, format!("`batchSize` is {size} on a FIFO queue"));
        }
        if let Some(window) = mapping.number("maximumBatchingWindowInSeconds").filter(|window| *window > 0.0) {
            findings.at(mapping, format!("`maximumBatchingWindowInSeconds` is {window} on a FIFO queue"));
        }
    }
}

fn partial(plan: &Plan, findings: &mut Findings) {
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let types = mapping.value("functionResponseTypes");
        if is_of_queue(plan, mapping) != Some(true) || types.has_unknown() {
            continue;
        }
        let reports = types.texts().contains(&"ReportBatchItemFailures");
        findings.when(!reports, mapping, || "`functionResponseTypes` lacks ReportBatchItemFailures".to_owned());
    }
}
