//! The port on SQS.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use switchboard_domain::{Millis, Randomness};
use switchboard_queue::{Delivery, Queue, QueueAttributes, QueueError, Receipt, SendOutcome, SendRequest};
use switchboard_store::ServiceError;

use super::SERVICE;
use super::in_flight::InFlight;
use super::lane::{LaneName, Lanes};
use super::message::{Received, attached, text_attribute};
use super::record::SqsEvent;
use crate::call_policy::CallPolicy;
use crate::failure::service_error;

/// Most messages of one receive, the limit of the service.
const MAX_RECEIVE: usize = 10;

/// Longest visibility timeout, the limit of the service: 12 h.
const MAX_VISIBILITY_S: i64 = 43_200;

/// Longest wait of one receive, the limit of the service: 20 s.
const MAX_WAIT_S: i64 = 20;

/// Longest reason on a dead letter, characters.
const MAX_REASON_CHARS: usize = 256;

/// What the service answers when a delivery has ended. Queues of the older protocol put their namespace in front.
const STALE: [&str; 3] = ["InvalidParameterValue", "MessageNotInflight", "ReceiptHandleIsInvalid"];

/// The queue of a deployment.
///
/// What differs from the port's embedded implementation, because the service gives no more:
/// - a message whose deduplication id is known is dropped without a word: [`send`](Queue::send) always answers
///   [`SendOutcome::Accepted`];
/// - [`receive`](Queue::receive) does not put interactive messages first; they have a queue of their own (`lanes`), and a host
///   that polls runs one consumer per lane;
/// - the age of the oldest message is a metric of the service only: [`QueueAttributes::oldest_age`] is always `None`;
/// - [`dead_letter`](Queue::dead_letter) is a send and a delete. If the second fails, the message comes again, and its second
///   dead letter is dropped by the deduplication of the dead-letter queue for five minutes;
/// - times are whole seconds, rounded up.
///
/// A receipt is known only to the queue object that handed it out.
pub struct SqsQueue {
    client: Client,
    policy: CallPolicy,
    lanes: Lanes,
    from: LaneName,
    wait_s: i32,
    randomness: Arc<dyn Randomness>,
    in_flight: InFlight,
}

/// A message of a Lambda event.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Id by which the batch response names it.
    pub message_id: String,
    /// The delivery, or why the message cannot be one; then no try will succeed.
    pub delivery: Result<Delivery, QueueError>,
}

impl SqsQueue {
    /// The queue with these lanes. [`receive`](Queue::receive) and [`attributes`](Queue::attributes) look at `from`;
    /// a receive waits up to `wait` for a first message (at most 20 s; zero asks once). `policy` is that of the client.
    pub fn new(
        client: Client,
        policy: CallPolicy,
        lanes: Lanes,
        from: LaneName,
        wait: Millis,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let wait_s = seconds(wait, MAX_WAIT_S);
        Self { client, policy, lanes, from, wait_s, randomness, in_flight: InFlight::default() }
    }

    /// The messages of a Lambda event as deliveries, in their order. `visibility` is the queue's visibility timeout.
    ///
    /// The event source itself deletes what the batch response does not name; only [`change_visibility`] and
    /// [`dead_letter`] are for the function to call.
    ///
    /// [`change_visibility`]: Queue::change_visibility
    /// [`dead_letter`]: Queue::dead_letter
    pub fn take(&self, event: SqsEvent, visibility: Millis) -> Vec<Taken> {
        let take = |record: super::SqsRecord| {
            let message_id = record.message_id.clone();
            let lane =
                self.lanes.of_arn(&record.event_source_arn).ok_or(QueueError::Undecodable { what: "eventSourceARN" });
            let delivery = lane.and_then(|lane| self.in_flight.hold(lane, Received::from(record), visibility.to_std()));
            Taken { message_id, delivery }
        };
        event.records.into_iter().map(take).collect()
    }

    /// Sends under another deduplication id than the request's.
    pub(super) async fn send_as(&self, request: &SendRequest, dedup_id: &str) -> Result<(), QueueError> {
        request.validate()?;
        let lane = self.lanes.get(Lanes::of_class(request.class));
        self.client
            .send_message()
            .queue_url(&lane.queue_url)
            .message_body(&request.body)
            .message_group_id(&request.group_id)
            .message_deduplication_id(dedup_id)
            .message_attributes(attached::CLASS, text_attribute(request.class.as_str())?)
            .send()
            .await
            .map_err(|error| service_error(SERVICE, &error))?;
        Ok(())
    }

    /// Messages of a queue.
    pub(super) async fn receive_from(
        &self,
        queue_url: &str,
        max: usize,
        visibility: Millis,
        wait_s: i32,
    ) -> Result<Vec<Received>, QueueError> {
        // The answer may take as long as the wait, over the time of an ordinary call.
        let waiting = Duration::from_secs(u64::from(wait_s.unsigned_abs()));
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(self.policy.attempt + waiting).build();
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

    pub(super) async fn delete_from(&self, queue_url: &str, receipt: &str) -> Result<(), QueueError> {
        let request = self.client.delete_message().queue_url(queue_url).receipt_handle(receipt);
        request.send().await.map(drop).map_err(|error| stale_or(&error))
    }

    /// Messages that wait, delayed ones included, and messages in flight.
    pub(super) async fn count_in(&self, queue_url: &str) -> Result<(u64, u64), QueueError> {
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

#[async_trait]
impl Queue for SqsQueue {
    async fn send(&self, request: SendRequest) -> Result<SendOutcome, QueueError> {
        self.send_as(&request, &request.dedup_id).await?;
        Ok(SendOutcome::Accepted)
    }

    /// Returns at once: [`receive`](Queue::receive) waits.
    async fn wait(&self, _max_wait: Millis) -> Result<(), QueueError> {
        Ok(())
    }

    async fn receive(&self, max: usize, visibility: Millis) -> Result<Vec<Delivery>, QueueError> {
        if max == 0 {
            return Ok(Vec::new());
        }
        let lane = self.lanes.get(self.from);
        let messages = self.receive_from(&lane.queue_url, max, visibility, self.wait_s).await?;
        // A message that is none of ours stays where it is until the service gives it up.
        let hold = |message| self.in_flight.hold(self.from, message, visibility.to_std()).ok();
        Ok(messages.into_iter().filter_map(hold).collect())
    }

    async fn delete(&self, receipt: &Receipt) -> Result<(), QueueError> {
        let held = self.in_flight.get(receipt)?;
        self.delete_from(&self.lanes.get(held.lane).queue_url, receipt.as_str()).await?;
        self.in_flight.forget(receipt);
        Ok(())
    }

    async fn change_visibility(&self, receipt: &Receipt, visibility: Millis) -> Result<(), QueueError> {
        let held = self.in_flight.get(receipt)?;
        let request = self.client.change_message_visibility().queue_url(&self.lanes.get(held.lane).queue_url);
        let request =
            request.receipt_handle(receipt.as_str()).visibility_timeout(seconds(visibility, MAX_VISIBILITY_S));
        request.send().await.map_err(|error| stale_or(&error))?;
        self.in_flight.prolong(receipt, visibility.to_std());
        Ok(())
    }

    async fn dead_letter(&self, receipt: &Receipt, reason: &str) -> Result<(), QueueError> {
        let held = self.in_flight.get(receipt)?;
        let lane = self.lanes.get(held.lane);
        let missing = || ServiceError::NotFound { service: SERVICE, reason: "no dead-letter queue is set".to_owned() };
        let dead_letter_url = lane.dead_letter_url.as_ref().ok_or_else(missing)?;
        let reason: String = reason.chars().take(MAX_REASON_CHARS).collect();
        let reason = if reason.trim().is_empty() { "unspecified" } else { reason.as_str() };
        let delivery = &held.delivery;
        let mut request = self
            .client
            .send_message()
            .queue_url(dead_letter_url)
            .message_body(&delivery.body)
            .message_group_id(&delivery.group_id)
            // As the service does it: the former id may have been here within the window, and this message must not be
            // taken for its repetition.
            .message_deduplication_id(&held.message.message_id)
            .message_attributes(attached::REASON, text_attribute(reason)?)
            .message_attributes(attached::DEDUP_ID, text_attribute(&delivery.dedup_id)?)
            .message_attributes(attached::SENT_AT, text_attribute(&delivery.sent_at.as_millis().to_string())?)
            .message_attributes(attached::RECEIVE_COUNT, text_attribute(&delivery.receive_count.to_string())?);
        if let Some(class) = held.message.class() {
            request = request.message_attributes(attached::CLASS, text_attribute(class.as_str())?);
        }
        request.send().await.map_err(|error| service_error(SERVICE, &error))?;
        self.delete_from(&lane.queue_url, receipt.as_str()).await?;
        self.in_flight.forget(receipt);
        Ok(())
    }

    /// Counts of the lane it receives from. `dead` is 0 where the role may not look at the dead letters, which have their
    /// own alarm.
    async fn attributes(&self) -> Result<QueueAttributes, QueueError> {
        let lane = self.lanes.get(self.from);
        let (depth, in_flight) = self.count_in(&lane.queue_url).await?;
        let dead = match &lane.dead_letter_url {
            None => 0,
            Some(url) => match self.count_in(url).await {
                Ok((waiting, in_flight)) => waiting.saturating_add(in_flight),
                Err(QueueError::Service(ServiceError::Denied { .. })) => 0,
                Err(error) => return Err(error),
            },
        };
        Ok(QueueAttributes { depth, in_flight, oldest_age: None, dead })
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
