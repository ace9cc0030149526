//! Dead-letter queues: whether they can take what they are given, and keep it.

use crate::plan::{Plan, PlannedResource, Referring, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

use super::ranges::DEFAULT_RETENTION_SECONDS;

pub(super) const TYPE: Rule = Rule {
    id: "SQS-DLQ-TYPE",
    severity: Severity::Mandatory,
    reason: "The dead-letter queue of a FIFO queue must be FIFO and that of a standard queue standard; SQS answers \
             InvalidParameterValue.",
    fix: "Make the dead-letter queue of the same kind as its source",
    check: kind,
};

pub(super) const POLICY: Rule = Rule {
    id: "SQS-DLQ-POLICY",
    severity: Severity::Mandatory,
    reason: "Without a dead-letter queue a message that always fails is tried until its retention ends, and holds up \
             its group. A standard message keeps its first date when it moves, so that a dead-letter queue with the \
             retention of its source deletes it at once; and without a redrive allow policy every queue of the \
             account may name it.",
    fix: "Give each consumed queue a dead-letter queue, keep dead letters longer than the source keeps messages (14 \
          days is the most), and add a RedriveAllowPolicy with `redrivePermission: byQueue` that lists the source",
    check: policy,
};

/// A queue and what becomes of its dead letters.
pub(super) struct Redrive<'a> {
    pub(super) source: &'a PlannedResource,
    /// The dead-letter queue, if it is in the plan.
    pub(super) target: Option<&'a PlannedResource>,
    /// The document; `None` while it is unknown.
    pub(super) document: Option<Value>,
}

/// The redrive policies of a plan, given on the queue or as a resource.
pub(super) fn redrives(plan: &Plan) -> Vec<Redrive<'_>> {
    let redrive = |at: &PlannedResource| {
        let document = at.document("redrivePolicy");
        let arn =
            document.as_ref().and_then(|document| document.at("deadLetterTargetArn").as_text().map(str::to_owned));
        (arn, document)
    };
    let on_queue = plan.of(tokens::QUEUE).filter(|queue| !queue.absent("redrivePolicy")).map(|queue| (queue, queue));
    let apart = plan
        .of(tokens::REDRIVE_POLICY)
        .filter_map(|policy| Some((plan.refers(policy, "queueUrl", tokens::QUEUE)?, policy)));
    on_queue
        .chain(apart)
        .map(|(source, at)| {
            let (arn, document) = redrive(at);
            let target = plan.refers_by(at, "redrivePolicy", arn.as_deref(), tokens::QUEUE);
            Redrive { source, target, document }
        })
        .collect()
}

fn kind(plan: &Plan, findings: &mut Findings) {
    for Redrive { source, target, document } in redrives(plan) {
        let Some(fifo) = source.flag_or("fifoQueue", false) else { continue };
        let arn = document.as_ref().and_then(|document| document.at("deadLetterTargetArn").as_text());
        let of_arn = || arn.map(|arn| arn.ends_with(".fifo"));
        let Some(dead_fifo) = target.map_or_else(of_arn, |target| target.flag_or("fifoQueue", false)) else { continue };
        let kind = |fifo: bool| if fifo { "FIFO" } else { "standard" };
        findings.when(fifo != dead_fifo, source, || {
            format!("it is a {} queue with a {} dead-letter queue", kind(fifo), kind(dead_fifo))
        });
    }
}

fn policy(plan: &Plan, findings: &mut Findings) {
    let redrives = redrives(plan);
    let unclear = plan.of(tokens::REDRIVE_POLICY).any(|one| plan.refers(one, "queueUrl", tokens::QUEUE).is_none());
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let queue = plan.refers(mapping, "eventSourceArn", tokens::QUEUE);
        let has = |queue: &PlannedResource| redrives.iter().any(|one| std::ptr::eq(one.source, queue));
        if let Some(queue) = queue.filter(|queue| !unclear && !has(queue)) {
            findings.at(queue, format!("`{}` consumes it, and it has no dead-letter queue", mapping.name));
        }
    }
    for Redrive { source, target, .. } in redrives {
        let Some(target) = target else { continue };
        let retention = |queue: &PlannedResource| queue.number_or("messageRetentionSeconds", DEFAULT_RETENTION_SECONDS);
        if let (Some(kept), Some(dead)) = (retention(source), retention(target)) {
            findings.when(dead <= kept, target, || {
                format!("it keeps dead letters for {dead} s, its source `{}` keeps messages for {kept} s", source.name)
            });
        }
        if let Some(allowed) = allow_policy(plan, target) {
            let permission = allowed.at("redrivePermission");
            findings.when(permission.as_text() != Some("byQueue") && !permission.has_unknown(), target, || {
                let permission = permission.as_text().unwrap_or("not set, which is allowAll");
                format!("any queue may use it as its dead-letter queue: `redrivePermission` is {permission}")
            });
        }
    }
}

/// The redrive allow policy of a queue, null if there is none; `None` while that is unknown.
fn allow_policy(plan: &Plan, queue: &PlannedResource) -> Option<Value> {
    if !queue.absent("redriveAllowPolicy") {
        return queue.document("redriveAllowPolicy");
    }
    match plan.referring(queue, tokens::REDRIVE_ALLOW_POLICY, "queueUrl") {
        Referring::By(policy) => policy.document("redriveAllowPolicy"),
        Referring::Nobody => Some(Value::Null),
        Referring::Unclear => None,
    }
}
