//! Permissions for everything.

use crate::arn::Arn;
use crate::iam::Effect;
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const WILDCARD: Rule = Rule {
    id: "IAM-WILDCARD",
    severity: Severity::Mandatory,
    reason: "All actions or all resources are more than anything here needs; policies of AWS grow without us. A \
             role's inline policies together have 10,240 characters (LimitExceeded).",
    fix: "List the actions, and the ARNs with the prefix of the environment; where an action has no resources, waive \
          it by name",
    check: wildcard,
};

/// The quota of IAM for the inline policies of a role, in characters without whitespace.
const LONGEST: usize = 10_240;

fn wildcard(plan: &Plan, findings: &mut Findings) {
    for (policy, document) in super::identity_policies(plan) {
        for statement in document.with(Effect::Allow) {
            let all = |action: &&String| action.as_str() == "*" || action.ends_with(":*");
            if let Some(action) = statement.actions.iter().find(all) {
                findings.at(policy, format!("it allows all actions, `{action}`"));
            }
            findings.when(!statement.not_actions.is_empty(), policy, || {
                format!("it allows all actions but {}", statement.not_actions.join(", "))
            });
            if let Some(resource) = statement.resources.iter().find(|resource| is_everything(resource)) {
                findings.at(policy, format!("`{}` is allowed on all resources, `{resource}`", statement.label()));
            }
            findings.when(!statement.not_resources.is_empty(), policy, || {
                format!("`{}` is allowed on all resources but some", statement.label())
            });
        }
    }
    for attachment in plan.of(tokens::ROLE_POLICY_ATTACHMENT) {
        let managed = attachment.text("policyArn").filter(|arn| arn.starts_with("arn:aws:iam::aws:policy/"));
        if let Some(arn) = managed {
            findings.at(attachment, format!("it attaches the policy of AWS {arn}"));
        }
    }
    for role in plan.of(tokens::ROLE) {
        let length = plan.grants(role).inline_length;
        findings.when(length > LONGEST, role, || format!("its inline policies have {length} characters of {LONGEST}"));
    }
}

/// `*`, or an ARN whose last part is nothing else.
fn is_everything(resource: &str) -> bool {
    resource == "*" || Arn::parse(resource).is_some_and(|arn| arn.resource == "*")
}
