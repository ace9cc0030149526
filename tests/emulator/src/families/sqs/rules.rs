//! What SQS refuses and the emulator accepts.

use serde_json::Value;

use super::SERVICE;
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// End of the name of a queue that is first in, first out.
pub(super) const FIFO: &str = ".fifo";

/// Most characters of a queue's name, the suffix counted.
const NAME_LENGTH: usize = 80;

/// Properties that only a queue that is first in, first out may have.
const FIFO_ONLY: [&str; 2] = ["deduplicationScope", "fifoThroughputLimit"];

/// Refuses a queue that the real service would not make.
pub(super) fn queue(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let name = inputs.required("name")?;
    name_of(name)?;
    let fifo = inputs.flag("fifoQueue")?.unwrap_or(false);
    if fifo != name.ends_with(FIFO) {
        let message = format!(
            "InvalidParameterValue: the name `{name}` and `fifoQueue` = {fifo} do not belong together; the name of a \
             FIFO queue, and of no other, ends in {FIFO}"
        );
        return Err(Refusal::invalid(SERVICE, "SQS-FIFO-NAME", message));
    }
    let deduplicated =
        inputs.flag("contentBasedDeduplication")?.unwrap_or(false).then_some("contentBasedDeduplication");
    let only = FIFO_ONLY.into_iter().find(|property| inputs.value(property).is_some()).or(deduplicated);
    if let Some(property) = only.filter(|_| !fifo) {
        let message = format!("InvalidAttributeName: `{property}` is for FIFO queues only; leave it out");
        return Err(Refusal::invalid(SERVICE, "SQS-FIFO-NAME", message));
    }
    let by_group = inputs.text("fifoThroughputLimit")? == Some("perMessageGroupId");
    if by_group && inputs.text("deduplicationScope")? != Some("messageGroup") {
        let message = "InvalidAttributeValue: `fifoThroughputLimit` = perMessageGroupId needs `deduplicationScope` = \
                       messageGroup; set it";
        return Err(Refusal::invalid(SERVICE, "SQS-FIFO-THROUGHPUT", message));
    }
    let key = inputs.text("kmsMasterKeyId")?.is_some_and(|key| !key.is_empty());
    if key && inputs.flag("sqsManagedSseEnabled")? == Some(true) {
        let message = "conflict: `kmsMasterKeyId` and `sqsManagedSseEnabled` exclude each other; leave one out";
        return Err(Refusal::invalid(SERVICE, "SQS-ENCRYPT", message));
    }
    match inputs.text("redrivePolicy")? {
        Some(document) => redrive(fifo, document),
        None => Ok(()),
    }
}

/// Refuses a redrive policy that the real service would not take. `fifo` says what the source is.
pub(super) fn redrive(fifo: bool, document: &str) -> Result<(), Refusal> {
    // A text that is no JSON is the emulator's to refuse.
    let Ok(Value::Object(members)) = serde_json::from_str(document) else { return Ok(()) };
    if let Some(target) = members.get("deadLetterTargetArn").and_then(Value::as_str)
        && target.ends_with(FIFO) != fifo
    {
        let message = format!(
            "InvalidParameterValue: the dead-letter queue {target} is not of the same type as its source; both are FIFO \
             queues or neither is"
        );
        return Err(Refusal::invalid(SERVICE, "SQS-DLQ-TYPE", message));
    }
    if let Some(count) = members.get("maxReceiveCount").filter(|count| !count.is_i64()) {
        let message = format!("InvalidAttributeValue: `maxReceiveCount` is {count}; write a whole number, not a text");
        return Err(Refusal::invalid(SERVICE, "SQS-RANGES", message));
    }
    Ok(())
}

fn name_of(name: &str) -> Result<(), Refusal> {
    let plain = name.strip_suffix(FIFO).unwrap_or(name);
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if name.len() <= NAME_LENGTH && !plain.is_empty() && plain.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "InvalidParameterValue: `{name}` is no name of a queue: at most {NAME_LENGTH} letters, digits, dashes and \
         underscores, {FIFO} at the end counted"
    );
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(inputs: Value) -> Option<&'static str> {
        let inputs = inputs.as_object().cloned().unwrap();
        crate::refusal::rule(queue(&Inputs::new(SERVICE, &inputs)))
    }

    #[test]
    fn name_and_type_belong_together() {
        assert_eq!(rule(json!({"name": "a.fifo", "fifoQueue": true})), None);
        assert_eq!(rule(json!({"name": "a"})), None);
        assert_eq!(rule(json!({"name": "a.fifo"})), Some("SQS-FIFO-NAME"));
        assert_eq!(rule(json!({"name": "a", "fifoQueue": true})), Some("SQS-FIFO-NAME"));
        assert_eq!(rule(json!({"name": "a", "deduplicationScope": "queue"})), Some("SQS-FIFO-NAME"));
        assert_eq!(rule(json!({"name": "a", "contentBasedDeduplication": false})), None);
        assert_eq!(rule(json!({"name": "a", "contentBasedDeduplication": true})), Some("SQS-FIFO-NAME"));
    }

    #[test]
    fn names_have_limits() {
        assert_eq!(rule(json!({"name": "a".repeat(80)})), None);
        assert_eq!(rule(json!({"name": "a".repeat(81)})), Some("NAME-LIMIT"));
        assert_eq!(rule(json!({"name": "a b"})), Some("NAME-LIMIT"));
    }

    #[test]
    fn throughput_by_group_needs_its_scope() {
        let mut queue = json!({"name": "a.fifo", "fifoQueue": true, "fifoThroughputLimit": "perMessageGroupId"});
        assert_eq!(rule(queue.clone()), Some("SQS-FIFO-THROUGHPUT"));
        queue["deduplicationScope"] = json!("messageGroup");
        assert_eq!(rule(queue), None);
    }

    #[test]
    fn one_encryption_only() {
        let both = json!({"name": "a", "kmsMasterKeyId": "alias/k", "sqsManagedSseEnabled": true});
        assert_eq!(rule(both), Some("SQS-ENCRYPT"));
        assert_eq!(rule(json!({"name": "a", "sqsManagedSseEnabled": true})), None);
    }

    #[test]
    fn redrive_policies_are_looked_into() {
        let with = |arn: &str, count: Value| {
            let policy = json!({"deadLetterTargetArn": arn, "maxReceiveCount": count}).to_string();
            rule(json!({"name": "a.fifo", "fifoQueue": true, "redrivePolicy": policy}))
        };
        assert_eq!(with("arn:aws:sqs:us-east-2:000000000000:d.fifo", json!(4)), None);
        assert_eq!(with("arn:aws:sqs:us-east-2:000000000000:d", json!(4)), Some("SQS-DLQ-TYPE"));
        assert_eq!(with("arn:aws:sqs:us-east-2:000000000000:d.fifo", json!("4")), Some("SQS-RANGES"));
    }
}
