//! Functions that are called without anybody waiting.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ASYNC: Rule = Rule {
    id: "LAMBDA-ASYNC",
    severity: Severity::Mandatory,
    reason: "Unless told otherwise Lambda runs a failed asynchronous call two times more and keeps events for six \
             hours: jobs repeat, and stale ones run in a burst. What fails for good is dropped.",
    fix: "Add a FunctionEventInvokeConfig for the alias with `maximumRetryAttempts`, `maximumEventAgeInSeconds` and \
          `destinationConfig.onFailure`",
    check: asynchronous,
};

pub(super) const DLQ_STANDARD: Rule = Rule {
    id: "ASYNC-DLQ-STANDARD",
    severity: Severity::Mandatory,
    reason: "Lambda and EventBridge cannot send to FIFO queues: they answer InvalidParameterValueException or \
             ValidationException.",
    fix: "Send failed calls to a standard queue",
    check: standard,
};

/// What calls a function asynchronously, and the property that says which.
const CALLERS: [(&str, &str); 2] = [(tokens::SCHEDULE, "target.arn"), (tokens::EVENT_TARGET, "arn")];

/// Where failed calls go, and the property that says so.
const FAILURES: [(&str, &str); 4] = [
    (tokens::INVOKE_CONFIG, "destinationConfig.onFailure.destination"),
    (tokens::SCHEDULE, "target.deadLetterConfig.arn"),
    (tokens::EVENT_TARGET, "deadLetterConfig.arn"),
    (tokens::FUNCTION, "deadLetterConfig.targetArn"),
];

fn asynchronous(plan: &Plan, findings: &mut Findings) {
    let called = |function: &&PlannedResource| {
        CALLERS.into_iter().any(|(caller, property)| {
            plan.of(caller).any(|one| plan.function_behind(one, property).is_some_and(|it| std::ptr::eq(it, *function)))
        })
    };
    for function in plan.of(tokens::FUNCTION).filter(called) {
        let configs = || plan.of(tokens::INVOKE_CONFIG);
        let own = configs()
            .find(|one| plan.function_behind(one, "functionName").is_some_and(|found| std::ptr::eq(found, function)));
        let Some(config) = own else {
            // A configuration of which nobody knows the function may be the one.
            let unclear = configs().any(|one| plan.function_behind(one, "functionName").is_none());
            findings
                .when(!unclear, function, || "it is called asynchronously without an invoke configuration".to_owned());
            continue;
        };
        let wanted = ["maximumRetryAttempts", "maximumEventAgeInSeconds", "destinationConfig.onFailure.destination"];
        for property in wanted.into_iter().filter(|property| config.absent(property)) {
            findings.at(config, format!("`{property}` of asynchronous calls is not set"));
        }
    }
}

fn standard(plan: &Plan, findings: &mut Findings) {
    for (type_token, property) in FAILURES {
        for one in plan.of(type_token) {
            let fifo = match one.text(property) {
                Some(arn) if arn.ends_with(".fifo") => true,
                _ if one.absent(property) => false,
                _ => plan.refers(one, property, tokens::QUEUE).is_some_and(|queue| queue.is_set("fifoQueue")),
            };
            findings.when(fifo, one, || format!("`{property}` is a FIFO queue"));
        }
    }
}
