//! How many of a function may run.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RESERVED_SUM: Rule = Rule {
    id: "LAMBDA-RESERVED-SUM",
    severity: Severity::Mandatory,
    reason: "AWS keeps min(100, quota) of the account's concurrency unreserved and refuses a reservation beyond \
             that; new accounts often have a quota of 10, with which any reservation fails.",
    fix: "Reserve less, leave `reservedConcurrentExecutions` out, or have the quota L-B99A9384 raised and \
          `switchboard:accountConcurrency` set to it",
    check: reserved_sum,
};

pub(super) const PROVISIONED: Rule = Rule {
    id: "LAMBDA-PROVISIONED",
    severity: Severity::Mandatory,
    reason: "Provisioned concurrency comes out of the function's reservation and needs a version or an alias; Lambda \
             answers InvalidParameterValueException.",
    fix: "Provision for the alias, not more than `reservedConcurrentExecutions`",
    check: provisioned,
};

/// What AWS keeps unreserved, where the quota allows.
const UNRESERVED: f64 = 100.0;

fn reserved_sum(plan: &Plan, findings: &mut Findings) {
    let Some(quota) = plan.account_concurrency.map(f64::from) else { return };
    let available = quota - UNRESERVED.min(quota);
    let mut sum = 0.0;
    for function in plan.of(tokens::FUNCTION) {
        let reserved = function.number("reservedConcurrentExecutions").filter(|reserved| *reserved > 0.0);
        let Some(reserved) = reserved else { continue };
        sum += reserved;
        findings.when(sum > available, function, || {
            format!(
                "with its {reserved} the functions reserve {sum}, the account's quota of {quota} leaves {available}"
            )
        });
    }
}

fn provisioned(plan: &Plan, findings: &mut Findings) {
    for config in plan.of(tokens::PROVISIONED_CONCURRENCY) {
        findings.when(config.text("qualifier") == Some("$LATEST"), config, || "it is for $LATEST".to_owned());
        let function = plan.function_behind(config, "functionName");
        let reserved = function.and_then(|one| one.number("reservedConcurrentExecutions")).filter(|one| *one >= 0.0);
        if let (Some(provisioned), Some(reserved)) = (config.number("provisionedConcurrentExecutions"), reserved) {
            findings.when(provisioned > reserved, config, || {
                format!("it provisions {provisioned}, the function has reserved {reserved}")
            });
        }
    }
}
