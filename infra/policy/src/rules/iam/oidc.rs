//! Roles that workflows on GitHub may take.

use crate::iam::{Condition, Document, Effect, Statement};
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const TRUST: Rule = Rule {
    id: "OIDC-TRUST",
    severity: Severity::Mandatory,
    reason: "Tokens of GitHub come from every repository there is: without the exact `sub` and `aud` the role is \
             open to all of them; a pattern opens it to branches and forks.",
    fix: "Demand `sub`, `aud` and `repository_id` by StringEquals, with whole values",
    check: trust,
};

const PROVIDER: &str = "token.actions.githubusercontent.com";

fn trust(plan: &Plan, findings: &mut Findings) {
    for role in plan.of(tokens::ROLE) {
        let Some(Ok(document)) = role.document("assumeRolePolicy").map(|document| Document::read(&document)) else {
            continue;
        };
        for statement in document.with(Effect::Allow).filter(|statement| is_for_workflows(statement)) {
            for claim in ["sub", "aud"] {
                let key = format!("{PROVIDER}:{claim}");
                let exact = |one: &Condition| one.operator == "StringEquals";
                let demanded = statement.has_unknown || statement.on(&key).any(exact);
                findings.when(!demanded, role, || format!("it does not demand `{claim}` by StringEquals"));
                let mut values = statement.on(&key).flat_map(|one| &one.values);
                if let Some(value) = values.find(|value| value.contains(['*', '?'])) {
                    findings.at(role, format!("`{claim}` is the pattern {value}"));
                }
            }
        }
    }
}

fn is_for_workflows(statement: &Statement) -> bool {
    let by_claim = statement.conditions.iter().any(|one| one.key.starts_with(PROVIDER));
    by_claim || statement.principals.iter().any(|one| one.kind == "Federated" && one.id.contains(PROVIDER))
}
