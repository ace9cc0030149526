//! The port on SQS.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use switchboard_domain::{Millis, Randomness};
use switchboard_queue::{Delivery, Queue, QueueAttributes, QueueError, Receipt, SendOutcome, SendRequest};
use switchboard_store::ServiceError;

use super::SERVICE;
use super::calls::{Calls, Outgoing};
use super::in_flight::InFlight;
use super::lane::{LaneName, Lanes};
use super::message::{Received, attached};
use super::record::SqsEvent;
use crate::call_policy::CallPolicy;

/// Longest reason on a dead letter, characters.
const MAX_REASON_CHARS: usize = 256;

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
    calls: Calls,
    lanes: Lanes,
    from: LaneName,
    wait: Millis,
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
        let calls = Calls { client, policy, randomness };
        Self { calls, lanes, from, wait, in_flight: InFlight::default() }
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
        let message = Outgoing {
            queue_url: &self.lanes.get(Lanes::of_class(request.class)).queue_url,
            body: &request.body,
            group_id: &request.group_id,
            dedup_id,
            attached: &[(attached::CLASS, request.class.as_str())],
        };
        self.calls.send(message).await
    }

    pub(super) const fn calls(&self) -> &Calls {
        &self.calls
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
        let messages = self.calls.receive(&lane.queue_url, max, visibility, self.wait).await?;
        // A message that is none of ours stays where it is until the service gives it up.
        let hold = |message| self.in_flight.hold(self.from, message, visibility.to_std()).ok();
        Ok(messages.into_iter().filter_map(hold).collect())
    }

    async fn delete(&self, receipt: &Receipt) -> Result<(), QueueError> {
        let held = self.in_flight.get(receipt)?;
        self.calls.delete(&self.lanes.get(held.lane).queue_url, receipt.as_str()).await?;
        self.in_flight.forget(receipt);
        Ok(())
    }

    async fn change_visibility(&self, receipt: &Receipt, visibility: Millis) -> Result<(), QueueError> {
        let held = self.in_flight.get(receipt)?;
        let queue_url = &self.lanes.get(held.lane).queue_url;
        self.calls.change_visibility(queue_url, receipt.as_str(), visibility).await?;
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
        let (sent_at, count) = (delivery.sent_at.as_millis().to_string(), delivery.receive_count.to_string());
        let mut attached = vec![
            (attached::REASON, reason),
            (attached::DEDUP_ID, &delivery.dedup_id),
            (attached::SENT_AT, &sent_at),
            (attached::RECEIVE_COUNT, &count),
        ];
        attached.extend(held.message.class().map(|class| (attached::CLASS, class.as_str())));
        let message = Outgoing {
            queue_url: dead_letter_url,
            body: &delivery.body,
            group_id: &delivery.group_id,
            // As the service does it: the former id may have been here within the window, and this message must not be
            // taken for its repetition.
            dedup_id: &held.message.message_id,
            attached: &attached,
        };
        self.calls.send(message).await?;
        self.calls.delete(&lane.queue_url, receipt.as_str()).await?;
        self.in_flight.forget(receipt);
        Ok(())
    }

    /// Counts of the lane it receives from. `dead` is 0 where the role may not look at the dead letters, which have their
    /// own alarm.
    async fn attributes(&self) -> Result<QueueAttributes, QueueError> {
        let lane = self.lanes.get(self.from);
        let (depth, in_flight) = self.calls.count(&lane.queue_url).await?;
        let dead = match &lane.dead_letter_url {
            None => 0,
            Some(url) => match self.calls.count(url).await {
                Ok((waiting, in_flight)) => waiting.saturating_add(in_flight),
                Err(QueueError::Service(ServiceError::Denied { .. })) => 0,
                Err(error) => return Err(error),
            },
        };
        Ok(QueueAttributes { depth, in_flight, oldest_age: None, dead })
    }
}
