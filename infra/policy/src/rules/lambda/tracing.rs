//! What a function lets us see.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const LOG_LEVEL: Rule = Rule {
    id: "LAMBDA-LOG-LEVEL",
    severity: Severity::Mandatory,
    reason: "Lambda drops lines below `applicationLogLevel`, and counts lines of the embedded metric format, which \
             have no level, as INFO: above INFO logs and all metrics vanish.",
    fix: "Leave `loggingConfig.applicationLogLevel` out, and set the level in the program",
    check: log_level,
};

pub(super) const TRACING: Rule = Rule {
    id: "LAMBDA-TRACING",
    severity: Severity::Mandatory,
    reason: "With active tracing and a role that may not write to X-Ray, traces are missing without an error.",
    fix: "Allow `xray:PutTraceSegments` and `xray:PutTelemetryRecords` on `*` (with a waiver), or set \
          `tracingConfig.mode` to PassThrough",
    check: tracing,
};

const X_RAY: [&str; 2] = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

fn log_level(plan: &Plan, findings: &mut Findings) {
    for function in plan.of(tokens::FUNCTION) {
        let level = function.text("loggingConfig.applicationLogLevel");
        if let Some(level) = level.filter(|level| matches!(*level, "WARN" | "ERROR" | "FATAL")) {
            findings.at(function, format!("`loggingConfig.applicationLogLevel` is {level}, which drops metrics"));
        }
    }
}

fn tracing(plan: &Plan, findings: &mut Findings) {
    let traced = |text: Option<&str>| text == Some("Active");
    for function in plan.of(tokens::FUNCTION).filter(|one| traced(one.text("tracingConfig.mode"))) {
        let Some(role) = plan.refers(function, "role", tokens::ROLE) else { continue };
        let grants = plan.grants(role);
        let missing = X_RAY.into_iter().find(|action| grants.allowing(action).next().is_none());
        if let Some(action) = missing.filter(|_| grants.complete) {
            findings.at(function, format!("tracing is active, and role `{}` may not {action}", role.name));
        }
    }
}
