//! Roles that AWS tries out before it takes what uses them.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const POLICY_FIRST: Rule = Rule {
    id: "IAM-POLICY-FIRST",
    severity: Severity::Mandatory,
    reason: "AWS uses the role when it makes an event source mapping, a schedule, a trail or the log role of API \
             Gateway: if its policy comes later, the first run fails, and only the first.",
    fix: "Let the resource depend on the RolePolicy, not only on the role",
    check: policy_first,
};

/// What uses a role at once, and the property that names the role; the mapping has that of its function.
const USERS: [(&str, &str); 3] = [
    (tokens::SCHEDULE, "target.roleArn"),
    (tokens::REST_ACCOUNT, "cloudwatchRoleArn"),
    (tokens::TRAIL, "cloudWatchLogsRoleArn"),
];

fn policy_first(plan: &Plan, findings: &mut Findings) {
    let mapped = plan.of(tokens::EVENT_SOURCE_MAPPING).filter_map(|mapping| {
        let function = plan.function_behind(mapping, "functionName")?;
        Some((mapping, plan.refers(function, "role", tokens::ROLE)?))
    });
    let direct = USERS.into_iter().flat_map(|(type_token, property)| {
        plan.of(type_token).filter_map(move |one| Some((one, plan.refers(one, property, tokens::ROLE)?)))
    });
    for (user, role) in mapped.chain(direct) {
        let mut policies = plan.all_referring(role, tokens::ROLE_POLICY, "role").peekable();
        // A role of which this program has no policy is somebody else's.
        if policies.peek().is_some() && !policies.any(|policy| comes_after(plan, user, policy)) {
            findings.at(user, format!("it depends on no policy of its role `{}`", role.name));
        }
    }
}

/// Directly, or through what it depends on, as its function.
fn comes_after(plan: &Plan, user: &PlannedResource, policy: &PlannedResource) -> bool {
    let before = |one: &&PlannedResource| user.comes_after(one) && one.comes_after(policy);
    user.comes_after(policy) || plan.of_any(&[tokens::FUNCTION, tokens::ALIAS]).any(|one| before(&one)) || {
        // mapping -> alias -> function -> policy
        plan.of(tokens::ALIAS).filter(|alias| user.comes_after(alias)).any(|alias| {
            plan.of(tokens::FUNCTION).any(|function| alias.comes_after(function) && function.comes_after(policy))
        })
    }
}
