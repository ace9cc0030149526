//! Names and ARNs of functions.

use super::SERVICE;
use crate::clients::Clients;
use crate::refusal::Refusal;

/// The version that is not numbered.
pub(super) const LATEST: &str = "$LATEST";

/// End of the name of a queue that is first in, first out.
const FIFO: &str = ".fifo";

/// Most characters of a function's name.
const NAME_LENGTH: usize = 64;

/// Refuses a name that is too long or has other characters.
pub(super) fn check(name: &str) -> Result<(), Refusal> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "ValidationException: `{name}` is no name of a function: at most {NAME_LENGTH} letters, digits, dashes and \
         underscores"
    );
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

/// Refuses a FIFO queue as the place for failed asynchronous calls.
pub(super) fn check_destination(arn: &str) -> Result<(), Refusal> {
    if !arn.ends_with(FIFO) {
        return Ok(());
    }
    let message = format!(
        "InvalidParameterValueException: the destination {arn} is a FIFO queue, which asynchronous calls cannot be sent \
         to; name a standard queue"
    );
    Err(Refusal::invalid(SERVICE, "ASYNC-DLQ-STANDARD", message))
}

/// The ARN of a function.
pub(super) fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:lambda:{}:{}:function:{name}", aws.region(), aws.account())
}

/// The ARN that gateways call a function by.
pub(super) fn invoke_arn(aws: &Clients, arn: &str) -> String {
    format!("arn:aws:apigateway:{}:lambda:path/2015-03-31/functions/{arn}/invocations", aws.region())
}

/// Name and qualifier of a function that is given by its name, by `name:qualifier` or by an ARN.
pub(super) fn parts(function: &str) -> (&str, Option<&str>) {
    let reference = function.split_once(":function:").map_or(function, |(_, reference)| reference);
    match reference.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (reference, None),
    }
}

/// How the state names a function, if it means the one that the service names.
pub(super) fn as_known(known: Option<&str>, arn: &str) -> String {
    known.filter(|known| parts(known) == parts(arn)).unwrap_or(arn).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let arn = "arn:aws:lambda:us-east-2:000000000000:function:worker";
        assert_eq!(parts("worker"), ("worker", None));
        assert_eq!(parts("worker:live"), ("worker", Some("live")));
        assert_eq!(parts(arn), ("worker", None));
        assert_eq!(parts(&format!("{arn}:live")), ("worker", Some("live")));
        assert_eq!(as_known(Some("worker"), arn), "worker");
        assert_eq!(as_known(Some("worker"), &format!("{arn}:live")), format!("{arn}:live"));
    }

    #[test]
    fn names_have_limits() {
        assert!(check(&"a".repeat(64)).is_ok());
        for name in ["a".repeat(65), String::new(), "a.b".to_owned()] {
            let refusal = check(&name).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{refusal}");
        }
    }

    #[test]
    fn destinations_are_no_fifo_queues() {
        assert!(check_destination("arn:aws:sqs:us-east-2:000000000000:async-dlq").is_ok());
        let refusal = check_destination("arn:aws:sqs:us-east-2:000000000000:dlq.fifo").unwrap_err();
        assert!(matches!(refusal, Refusal::Invalid { rule: "ASYNC-DLQ-STANDARD", .. }), "{refusal}");
    }
}
