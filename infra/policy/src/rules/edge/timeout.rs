//! Who gives up first.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::rules::mapping::DEFAULT_TIMEOUT_SECONDS;
use crate::tokens;

pub(super) const TIMEOUT: Rule = Rule {
    id: "EDGE-TIMEOUT",
    severity: Severity::Mandatory,
    reason: "An integration waits at most 29 s (REST) or 30 s (HTTP), more is a BadRequestException; one that gives \
             up before its function answers 504 while the work goes on, and the vendor sends the webhook again.",
    fix: "Set `timeoutMilliseconds` within the range and above the function's `timeout`",
    check: timeout,
};

/// The integration's type, the property that names the function, and the longest and default timeout in milliseconds.
const INTEGRATIONS: [(&str, &str, f64); 2] =
    [(tokens::HTTP_INTEGRATION, "integrationUri", 30_000.0), (tokens::REST_INTEGRATION, "uri", 29_000.0)];
/// The shortest timeout of both.
const SHORTEST: f64 = 50.0;

fn timeout(plan: &Plan, findings: &mut Findings) {
    for (type_token, property, longest) in INTEGRATIONS {
        for integration in plan.of(type_token) {
            let Some(waits) = integration.number_or("timeoutMilliseconds", longest) else { continue };
            findings.when(!(SHORTEST..=longest).contains(&waits), integration, || {
                format!("`timeoutMilliseconds` is {waits}, the range is {SHORTEST} to {longest}")
            });
            let Some(function) = plan.function_behind(integration, property) else { continue };
            let Some(timeout) = function.number_or("timeout", DEFAULT_TIMEOUT_SECONDS) else { continue };
            findings.when(waits <= timeout * 1_000.0, integration, || {
                format!("it gives up after {waits} ms, the function `{}` after {timeout} s", function.name)
            });
        }
    }
}
