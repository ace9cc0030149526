//! What Lambda refuses of a queue as the source of a function and the emulator accepts.

use aws_sdk_sqs::types::QueueAttributeName;

use super::{SERVICE, names};
use crate::clients::Clients;
use crate::families::iam;
use crate::properties::Inputs;
use crate::refusal::{Refusal, refused};

/// What the role of the function must be allowed on the queue.
const ACTIONS: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/// End of the name of a queue that is first in, first out.
const FIFO: &str = ".fifo";

/// Most messages of a batch without a window.
const BATCH: i64 = 10;

/// Refuses what can be judged without asking anybody.
pub(super) fn batch(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let source = inputs.text("eventSourceArn")?.unwrap_or_default();
    let window = inputs.number("maximumBatchingWindowInSeconds")?.unwrap_or_default();
    let size = inputs.number("batchSize")?.unwrap_or(BATCH);
    let message = if source.ends_with(FIFO) && window > 0 {
        "Batching window is not supported for FIFO queues; leave `maximumBatchingWindowInSeconds` out".to_owned()
    } else if source.contains(":sqs:") && size > BATCH && window == 0 {
        format!("`batchSize` {size} is over {BATCH}, which needs a batching window, and a FIFO queue takes none")
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(SERVICE, "ESM-FIFO-BATCH", format!("InvalidParameterValueException: {message}")))
}

/// Refuses a queue that the function cannot be fed from: its role may not read it, or a message would come again while the
/// function still works on it.
pub(super) async fn queue(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let Some(source) = inputs.text("eventSourceArn")?.filter(|source| source.contains(":sqs:")) else { return Ok(()) };
    let (name, qualifier) = names::parts(inputs.required("functionName")?);
    let call = aws.lambda().get_function_configuration().function_name(name);
    let call = call.set_qualifier(qualifier.map(str::to_owned));
    let function = call.send().await.map_err(refused(SERVICE))?;
    let role = iam::role_name(function.role().unwrap_or_default());
    let permissions = iam::Permissions::of(aws, role).await?;
    for action in ACTIONS {
        if !permissions.as_ref().is_some_and(|permissions| permissions.allow(action, source)) {
            let message = format!(
                "InvalidParameterValueException: The function execution role does not have permissions to call \
                 {action} on {source}; allow it to {role} before the mapping is created"
            );
            return Err(Refusal::invalid(SERVICE, "ESM-ROLE", message));
        }
    }
    let seconds = visibility(aws, source).await?;
    shown(seconds, function.timeout().unwrap_or_default().into())
}

async fn visibility(aws: &Clients, queue: &str) -> Result<i64, Refusal> {
    let name = queue.rsplit(':').next().unwrap_or_default();
    let url = aws.sqs().get_queue_url().queue_name(name).send().await.map_err(refused("sqs"))?.queue_url;
    let call = aws.sqs().get_queue_attributes().set_queue_url(url);
    let call = call.attribute_names(QueueAttributeName::VisibilityTimeout);
    let attributes = call.send().await.map_err(refused("sqs"))?.attributes.unwrap_or_default();
    let seconds = attributes.get(&QueueAttributeName::VisibilityTimeout).and_then(|text| text.parse().ok());
    Ok(seconds.unwrap_or_default())
}

fn shown(visibility: i64, timeout: i64) -> Result<(), Refusal> {
    if visibility >= timeout {
        return Ok(());
    }
    let message = format!(
        "InvalidParameterValueException: Queue visibility timeout: {visibility} seconds is less than Function timeout: \
         {timeout} seconds; make it six times as long"
    );
    Err(Refusal::invalid(SERVICE, "ESM-VISIBILITY-6X", message))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rule(inputs: Value) -> Option<&'static str> {
        crate::refusal::rule(batch(&Inputs::new(SERVICE, inputs.as_object().unwrap())))
    }

    #[test]
    fn fifo_queues_have_small_batches_and_no_window() {
        let fifo = "arn:aws:sqs:us-east-2:000000000000:events.fifo";
        assert_eq!(rule(json!({"eventSourceArn": fifo, "batchSize": 10})), None);
        assert_eq!(rule(json!({"eventSourceArn": fifo, "batchSize": 11})), Some("ESM-FIFO-BATCH"));
        let window = json!({"eventSourceArn": fifo, "maximumBatchingWindowInSeconds": 1});
        assert_eq!(rule(window), Some("ESM-FIFO-BATCH"));
        let standard = "arn:aws:sqs:us-east-2:000000000000:events";
        let window = json!({"eventSourceArn": standard, "batchSize": 100, "maximumBatchingWindowInSeconds": 5});
        assert_eq!(rule(window), None);
    }

    #[test]
    fn messages_stay_hidden_while_the_function_may_run() {
        assert_eq!(shown(60, 60), Ok(()));
        let refusal = shown(30, 60).unwrap_err();
        assert!(refusal.to_string().contains("Queue visibility timeout: 30 seconds is less than Function timeout"));
        assert!(matches!(refusal, Refusal::Invalid { rule: "ESM-VISIBILITY-6X", .. }));
    }
}
