//! Ways from one role to more than it has.

use switchboard_domain::Environment;

use crate::glob;
use crate::iam::{Document, Effect, Statement};
use crate::plan::{Grants, Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ESCALATION: Rule = Rule {
    id: "IAM-ESCALATION",
    severity: Severity::Mandatory,
    reason: "A role that may write IAM without a boundary, change itself or its boundary, or pass any role to any \
             service has every right there is, whatever its policy says.",
    fix: "Bind writes of roles to `iam:PermissionsBoundary` and `iam:PassRole` to role ARNs and \
          `iam:PassedToService`, deny the role and its boundary to itself, and give roles of services a \
          `permissionsBoundary`",
    check: escalation,
};

/// Writes by which a role gets new rights; each takes the condition on the boundary.
const GRANTING: [&str; 5] = [
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
];
/// Writes that change what a managed policy, and so a boundary, says.
const POLICY_WRITES: [&str; 3] = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"];
/// Writes by which others get into a role.
const TRUST_WRITE: &str = "iam:UpdateAssumeRolePolicy";

/// Services that the deploy role may pass roles to.
const PASSED: [&str; 4] =
    ["lambda.amazonaws.com", "scheduler.amazonaws.com", "ecs-tasks.amazonaws.com", "ec2.amazonaws.com"];

fn escalation(plan: &Plan, findings: &mut Findings) {
    for (policy, document) in super::identity_policies(plan) {
        for statement in document.with(Effect::Allow) {
            if let Some(fault) = fault(statement) {
                findings.at(policy, fault);
            }
        }
    }
    for role in plan.of(tokens::ROLE) {
        let grants = plan.grants(role);
        if let Some(fault) = role.physical_name().and_then(|name| changes_itself(&grants, name)) {
            findings.at(role, fault);
        }
        let open = plan.environment != Some(Environment::Local) && role.absent("permissionsBoundary");
        if let Some(service) = serves(role).filter(|_| open) {
            findings.at(role, format!("it is a role of {service} without a `permissionsBoundary`"));
        }
    }
}

fn fault(statement: &Statement) -> Option<String> {
    if statement.has_unknown {
        return None;
    }
    let everywhere = statement.resources.iter().any(|resource| resource == "*" || resource.ends_with(":role/*"));
    if statement.covers_action("iam:PassRole") {
        if everywhere {
            return Some("it may pass every role: `iam:PassRole` has no role ARN".to_owned());
        }
        if !statement.is_bound_by("iam:PassedToService") {
            return Some("it may pass roles to every service: no condition on `iam:PassedToService`".to_owned());
        }
    }
    let granting = GRANTING.iter().find(|action| statement.covers_action(action));
    let action = granting.filter(|_| !statement.is_bound_by("iam:PermissionsBoundary"))?;
    Some(format!("it may {action} without a condition on `iam:PermissionsBoundary`"))
}

/// Whether a role may change itself or its boundary, by what it is allowed and not denied.
fn changes_itself(grants: &Grants, name: &str) -> Option<String> {
    let on_role = |statement: &Statement| {
        statement.resources.iter().any(|one| match one.split_once(":role/") {
            Some((_, pattern)) => glob::matches(pattern, name),
            None => one == "*",
        })
    };
    let denied = |action: &str, on: &dyn Fn(&Statement) -> bool| {
        grants.statements().any(|one| one.effect == Effect::Deny && one.covers_action(action) && on(one))
    };
    let own = GRANTING.iter().chain([&TRUST_WRITE]);
    let itself = own.copied().find(|action| grants.allowing(action).any(on_role) && !denied(action, &on_role));
    if let Some(action) = itself {
        return Some(format!("it may {action} on itself"));
    }
    let on_policy = |one: &Statement| one.resources.iter().any(|one| one == "*" || one.contains(":policy/"));
    let boundary =
        POLICY_WRITES.into_iter().find(|action| grants.allowing(action).any(on_policy) && !denied(action, &on_policy));
    boundary.map(|action| format!("it may {action} on its boundary"))
}

/// The service that a role is for, if it is one that roles are passed to.
fn serves(role: &PlannedResource) -> Option<&'static str> {
    let document = Document::read(&role.document("assumeRolePolicy")?).ok()?;
    PASSED.into_iter().find(|service| document.statements.iter().any(|one| one.trusts_service(service)))
}
