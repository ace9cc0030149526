//! The calls to SQS.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use switchboard_domain::{Millis, Randomness};
use switchboard_queue::QueueError;
use switchboard_store::ServiceError;

use super::SERVICE;
use super::message::{Received, text_attribute};
use crate::call_policy::CallPolicy;
use crate::failure::service_error;

/// Most messages of one receive, the limit of the service.
const MAX_RECEIVE: usize = 10;

/// Longest visibility timeout, the limit of the service: 12 h.
const MAX_VISIBILITY_S: i64 = 43_200;

/// Longest wait of one receive, the limit of the service: 20 s.
const MAX_WAIT_S: i64 = 20;

/// What the service answers when a delivery has ended. Queues of the older protocol put their namespace in front.
const STALE: [&str; 3] = ["InvalidParameterValue", "MessageNotInflight", "ReceiptHandleIsInvalid"];

/// A client and how it is used.
pub(super) struct Calls {
    pub(super) client: Client,
    /// That of the client.
    pub(super) policy: CallPolicy,
    pub(super) randomness: Arc<dyn Randomness>,
}

/// A message to send to any queue.
pub(super) struct Outgoing<'a> {
    pub(super) queue_url: &'a str,
    pub(super) body: &'a str,
    pub(super) group_id: &'a str,
    pub(super) dedup_id: &'a str,
    /// Texts to attach, by name; none may be empty.
    pub(super) attached: &'a [(&'static str, &'a str)],
}

impl Calls {
    pub(super) async fn send(&self, message: Outgoing<'_>) -> Result<(), QueueError> {
        let mut request = self
            .client
            .send_message()
            .queue_url(message.queue_url)
            .message_body(message.body)
            .message_group_id(message.group_id)
            .message_deduplication_id(message.dedup_id);
        for (name, text) in message.attached {
            request = request.message_attributes(*name, text_attribute(text)?);
        }
        request.send().await.map_err(|error| service_error(SERVICE, &error))?;
        Ok(())
    }

    pub(super) async fn receive(
        &self,
        queue_url: &str,
        max: usize,
        visibility: Millis,
        wait: Millis,
    ) -> Result<Vec<Received>, QueueError> {
        let wait_s = seconds(wait, MAX_WAIT_S);
        // The answer may take as long as the wait, over the time of an ordinary call.
        let attempt = self.policy.attempt + Duration::from_secs(u64::from(wait_s.unsigned_abs()));
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(attempt).build();
        let answer = self
            .client
            .receive_message()
            .queue_url(queue_url)
            .max_number_of_messages(i32::try_from(max.clamp(1, MAX_RECEIVE)).unwrap_or(1))
            .visibility_timeout(seconds(visibility, MAX_VISIBILITY_S))
            .wait_time_seconds(wait_s)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All")
            // With it a repetition after a lost answer gets the same messages, which else would stay hidden.
            .receive_request_attempt_id(format!("{:016x}", self.randomness.next_u64()))
            .customize()
            .config_override(aws_sdk_sqs::config::Builder::default().timeout_config(timeouts))
            .send()
            .await
            .map_err(|error| service_error(SERVICE, &error))?;
        answer.messages.unwrap_or_default().into_iter().map(Received::try_from).collect()
    }

    pub(super) async fn delete(&self, queue_url: &str, receipt: &str) -> Result<(), QueueError> {
        let request = self.client.delete_message().queue_url(queue_url).receipt_handle(receipt);
        request.send().await.map(drop).map_err(|error| stale_or(&error))
    }

    pub(super) async fn change_visibility(
        &self,
        queue_url: &str,
        receipt: &str,
        visibility: Millis,
    ) -> Result<(), QueueError> {
        let request = self.client.change_message_visibility().queue_url(queue_url).receipt_handle(receipt);
        let request = request.visibility_timeout(seconds(visibility, MAX_VISIBILITY_S));
        request.send().await.map(drop).map_err(|error| stale_or(&error))
    }

    /// Messages that wait, delayed ones included, and messages in flight.
    pub(super) async fn count(&self, queue_url: &str) -> Result<(u64, u64), QueueError> {
        use QueueAttributeName::{
            ApproximateNumberOfMessages, ApproximateNumberOfMessagesDelayed, ApproximateNumberOfMessagesNotVisible,
        };
        let request = self.client.get_queue_attributes().queue_url(queue_url).set_attribute_names(Some(vec![
            ApproximateNumberOfMessages,
            ApproximateNumberOfMessagesDelayed,
            ApproximateNumberOfMessagesNotVisible,
        ]));
        let answer = request.send().await.map_err(|error| service_error(SERVICE, &error))?;
        let attributes = answer.attributes.unwrap_or_default();
        let count = |name| {
            let digits = attributes.get(&name).and_then(|digits| digits.parse::<u64>().ok());
            digits.ok_or(ServiceError::Answer { service: SERVICE })
        };
        let waiting = count(ApproximateNumberOfMessages)?.saturating_add(count(ApproximateNumberOfMessagesDelayed)?);
        Ok((waiting, count(ApproximateNumberOfMessagesNotVisible)?))
    }
}

/// A span in whole seconds, rounded up, at most `max`.
fn seconds(span: Millis, max: i64) -> i32 {
    let seconds = span.0.max(0).saturating_add(999) / 1_000;
    i32::try_from(seconds.min(max)).unwrap_or(i32::MAX)
}

/// What an error of a call on a delivery means.
fn stale_or<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> QueueError {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).and_then(|code| code.rsplit('.').next());
    if code.is_some_and(|code| STALE.contains(&code)) {
        QueueError::StaleReceipt
    } else {
        service_error(SERVICE, error).into()
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    #[test]
    fn spans_are_whole_seconds_within_the_limits() {
        for (ms, expected) in [(-5, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (i64::MAX, 43_200)] {
            assert_eq!(seconds(Millis(ms), MAX_VISIBILITY_S), expected, "{ms}");
        }
    }

    #[test]
    fn only_what_ends_a_delivery_is_stale() {
        for (code, stale) in [
            ("AWS.SimpleQueueService.MessageNotInflight", true),
            ("MessageNotInflight", true),
            ("ReceiptHandleIsInvalid", true),
            ("InvalidParameterValue", true),
            ("AWS.SimpleQueueService.NonExistentQueue", false),
            ("ThrottlingException", false),
        ] {
            let error = SdkError::service_error(ErrorMetadata::builder().code(code).build(), ());
            assert_eq!(stale_or(&error) == QueueError::StaleReceipt, stale, "{code}");
        }
    }
}
