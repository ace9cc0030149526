//! Policies that are resources of their own.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[ONE_PER_RESOURCE];

const ONE_PER_RESOURCE: Rule = Rule {
    id: "POLICY-ONE-PER-RESOURCE",
    severity: Severity::Mandatory,
    reason: "A queue, topic or bucket has one policy. Of two the last to be written wins, and each run puts back the \
             other.",
    fix: "Put all statements into one policy resource, and leave `policy` on the queue, topic or bucket out",
    check: one_per_resource,
};

/// The policy's type, the property that names the owner, the owner's type.
const KINDS: [(&str, &str, &str); 3] = [
    (tokens::QUEUE_POLICY, "queueUrl", tokens::QUEUE),
    (tokens::TOPIC_POLICY, "arn", tokens::TOPIC),
    (tokens::BUCKET_POLICY, "bucket", tokens::BUCKET),
];

fn one_per_resource(plan: &Plan, findings: &mut Findings) {
    for (policy_type, property, owner_type) in KINDS {
        for owner in plan.of(owner_type) {
            let policies: Vec<&PlannedResource> = plan.all_referring(owner, policy_type, property).collect();
            let inline = !owner.absent("policy");
            for (at, policy) in policies.iter().enumerate() {
                findings.when(inline || at > 0, policy, || format!("`{}` has another policy already", owner.name));
            }
        }
    }
}
