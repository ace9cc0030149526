//! Environment variables of a function.

use crate::plan::{Plan, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::rules::mapping::DEFAULT_TIMEOUT_SECONDS;
use crate::tokens;

pub(super) const CLIENT_TIMEOUT: Rule = Rule {
    id: "LAMBDA-CLIENT-TIMEOUT",
    severity: Severity::Mandatory,
    reason: "A client that waits as long as the function may run never reports its timeout: Lambda kills the \
             function first, and what it was doing is unknown.",
    fix: "Let each client's timeout end before the function's `timeout`",
    check: client_timeout,
};

pub(super) const SIZE: Rule = Rule {
    id: "LAMBDA-ENVIRONMENT-SIZE",
    severity: Severity::Mandatory,
    reason: "All names and values of a function's environment together may have 4 KB; Lambda answers \
             InvalidParameterValueException.",
    fix: "Move long values into parameters or the settings file in the zip file",
    check: size,
};

/// The quota of Lambda.
const MOST_BYTES: usize = 4_096;

/// Suffixes of variables that hold a timeout, and how many of the unit make a second.
const TIMEOUTS: [(&str, f64); 5] = [
    ("TIMEOUT_MS", 1_000.0),
    ("TIMEOUT_MILLIS", 1_000.0),
    ("TIMEOUT_SECONDS", 1.0),
    ("TIMEOUT_SECS", 1.0),
    ("TIMEOUT_S", 1.0),
];

fn client_timeout(plan: &Plan, findings: &mut Findings) {
    for function in plan.of(tokens::FUNCTION) {
        let Some(limit) = function.number_or("timeout", DEFAULT_TIMEOUT_SECONDS) else { continue };
        for (name, value) in function.value("environment.variables").members() {
            let unit = TIMEOUTS.into_iter().find(|(suffix, _)| name.ends_with(suffix));
            let number = value.as_text().and_then(|text| text.trim().parse::<f64>().ok());
            let (Some((_, per_second)), Some(number)) = (unit, number) else { continue };
            let seconds = number / per_second;
            findings.when(seconds >= limit, function, || {
                format!("`{name}` is {seconds} s, the function is ended after {limit} s")
            });
        }
    }
}

fn size(plan: &Plan, findings: &mut Findings) {
    for function in plan.of(tokens::FUNCTION) {
        let length = |(name, value): (&str, &Value)| name.len() + value.as_text().map_or(0, str::len);
        let bytes: usize = function.value("environment.variables").members().map(length).sum();
        findings.when(bytes > MOST_BYTES, function, || format!("its environment has {bytes} bytes of {MOST_BYTES}"));
    }
}
