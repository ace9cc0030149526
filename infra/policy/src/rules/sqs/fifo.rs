//! What belongs together on a FIFO queue.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const NAME: Rule = Rule {
    id: "SQS-FIFO-NAME",
    severity: Severity::Mandatory,
    reason: "SQS takes a queue as FIFO only if both its attribute and the suffix `.fifo` of its name say so, and \
             answers InvalidParameterValue otherwise.",
    fix: "Set `fifoQueue` and end `name` in `.fifo`, or do neither",
    check: name,
};

pub(super) const THROUGHPUT: Rule = Rule {
    id: "SQS-FIFO-THROUGHPUT",
    severity: Severity::Mandatory,
    reason: "Throughput per message group needs deduplication per message group, else SQS answers \
             InvalidAttributeValue; both exist on FIFO queues only.",
    fix: "Set `fifoQueue`, `deduplicationScope: messageGroup` and `fifoThroughputLimit: perMessageGroupId` together",
    check: throughput,
};

fn name(plan: &Plan, findings: &mut Findings) {
    for queue in plan.of(tokens::QUEUE) {
        let (Some(fifo), Some(name)) = (queue.flag_or("fifoQueue", false), queue.text("name")) else { continue };
        match (fifo, name.ends_with(".fifo")) {
            (true, false) => {
                findings.at(queue, format!("it is a FIFO queue, but its name `{name}` does not end in .fifo"));
            }
            (false, true) => findings.at(queue, format!("its name `{name}` ends in .fifo, but it is no FIFO queue")),
            _ => {}
        }
    }
}

fn throughput(plan: &Plan, findings: &mut Findings) {
    for queue in plan.of(tokens::QUEUE) {
        let per_group = queue.text("fifoThroughputLimit") == Some("perMessageGroupId");
        let scope = queue.value("deduplicationScope");
        let known = !scope.has_unknown();
        findings.when(per_group && known && scope.as_text() != Some("messageGroup"), queue, || {
            let scope = scope.as_text().unwrap_or("not set");
            format!("`fifoThroughputLimit` is perMessageGroupId while `deduplicationScope` is {scope}")
        });
        let fifo_only = ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"];
        let set = fifo_only.into_iter().find(|name| !queue.absent(name) && queue.value(name).as_flag() != Some(false));
        if let (Some(false), Some(property)) = (queue.flag_or("fifoQueue", false), set) {
            findings.at(queue, format!("`{property}` is set on a standard queue"));
        }
    }
}
