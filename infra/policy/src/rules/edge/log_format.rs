//! What the edge writes down of a request.

use serde_json::Value as JsonValue;

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const LOG_FORMAT: Rule = Rule {
    id: "EDGE-LOG-FORMAT",
    severity: Severity::Mandatory,
    reason: "Data trace and some variables of the access log write tokens, addresses and paths with customer data \
             into the logs; values without quotes make lines that are no JSON; REST APIs refuse a format without a \
             request id.",
    fix: "Write one JSON object whose values are quoted variables such as `$context.requestId`, without identity, \
          authorizer, headers, path and error messages, and leave `dataTraceEnabled` off",
    check: log_format,
};

/// Parts of variables that can hold what must not be logged.
const FORBIDDEN: [&str; 8] = [
    "$context.identity.",
    "$context.authorizer.",
    "$context.authorize.",
    "$context.error.messageString",
    "$context.integrationErrorMessage",
    "$context.integration.error",
    "$context.path",
    "$context.requestOverride.",
];

fn log_format(plan: &Plan, findings: &mut Findings) {
    for settings in plan.of(tokens::REST_METHOD_SETTINGS) {
        findings.when(settings.is_set("settings.dataTraceEnabled"), settings, || {
            "data trace writes whole requests into the log".to_owned()
        });
    }
    for stage in plan.of_any(&[tokens::HTTP_STAGE, tokens::REST_STAGE]) {
        let Some(format) = stage.text("accessLogSettings.format") else { continue };
        let forbidden = FORBIDDEN.into_iter().find(|variable| names(format, variable));
        if let Some(variable) = forbidden {
            findings.at(stage, format!("its access log holds `{variable}`"));
        }
        let members = match serde_json::from_str::<JsonValue>(format) {
            Ok(JsonValue::Object(members)) => members,
            _ => {
                findings.at(stage, "the format of its access log is no JSON object");
                continue;
            }
        };
        let bare = members.iter().find(|(_, value)| !value.is_string());
        if let Some((name, _)) = bare {
            findings.at(stage, format!("`{name}` of its access log is no quoted value"));
        }
        let with_id = ["$context.requestId", "$context.extendedRequestId"].into_iter().any(|id| format.contains(id));
        findings.when(!with_id, stage, || "its access log has no `$context.requestId`".to_owned());
    }
}

/// Whether a format has a variable; one that ends in a dot is a family of variables.
fn names(format: &str, variable: &str) -> bool {
    format.match_indices(variable).any(|(at, found)| {
        let after = format[at + found.len()..].chars().next();
        found.ends_with('.') || !after.is_some_and(|c| c.is_ascii_alphanumeric())
    })
}
