//! What the function of a mapping must be allowed.

use crate::glob;
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ROLE: Rule = Rule {
    id: "ESM-ROLE",
    severity: Severity::Mandatory,
    reason: "Lambda reads the queue with the function's role, and answers InvalidParameterValueException when it may \
             not receive, delete and read attributes at the time the mapping is created.",
    fix: "Allow `sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes` on the queue in a RolePolicy \
          that the mapping depends on",
    check: role,
};

const ACTIONS: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

fn role(plan: &Plan, findings: &mut Findings) {
    for mapping in plan.of(tokens::EVENT_SOURCE_MAPPING) {
        let Some(queue) = plan.refers(mapping, "eventSourceArn", tokens::QUEUE) else { continue };
        let Some(function) = plan.function_behind(mapping, "functionName") else { continue };
        let Some(role) = plan.refers(function, "role", tokens::ROLE) else { continue };
        let grants = plan.grants(role);
        // An ARN that is not known may be that of the queue.
        if !grants.complete {
            continue;
        }
        let names_queue = |resource: &String| match queue.physical_name() {
            Some(name) => glob::matches(resource.rsplit(':').next().unwrap_or(resource), name),
            None => true,
        };
        let allowed = |action: &str| grants.allowing(action).any(|one| one.resources.iter().any(names_queue));
        let missing: Vec<&str> = ACTIONS.into_iter().filter(|action| !allowed(action)).collect();
        findings.when(!missing.is_empty(), mapping, || {
            format!("role `{}` may not {} on the queue `{}`", role.name, missing.join(", "), queue.name)
        });
    }
}
