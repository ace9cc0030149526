//! The port: what a queue must do.

use async_trait::async_trait;
use switchboard_domain::{EventClass, Millis, Timestamp};

use crate::error::QueueError;

/// Largest body, bytes: the limit of SQS.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Longest group and deduplication id, characters: the limit of SQS FIFO queues.
pub const MAX_ID_CHARS: usize = 128;

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendRequest {
    /// Opaque text, at most [`MAX_BODY_BYTES`].
    pub body: String,
    /// Messages of one group are delivered in order, one at a time. 1 to 128 printable ASCII characters.
    pub group_id: String,
    /// A second message with the same id within the window is dropped. 1 to 128 printable ASCII characters.
    pub dedup_id: String,
    /// Interactive messages are served first.
    pub class: EventClass,
}

impl SendRequest {
    /// Checks lengths and characters, as SQS would.
    ///
    /// # Errors
    /// [`QueueError::BodyTooLarge`] or [`QueueError::InvalidId`].
    pub fn validate(&self) -> Result<(), QueueError> {
        if self.body.len() > MAX_BODY_BYTES {
            return Err(QueueError::BodyTooLarge { bytes: self.body.len() });
        }
        for (name, id) in [("group id", &self.group_id), ("deduplication id", &self.dedup_id)] {
            if id.is_empty() || id.len() > MAX_ID_CHARS || !id.chars().all(|c| c.is_ascii_graphic()) {
                return Err(QueueError::InvalidId { name });
            }
        }
        Ok(())
    }
}

/// What became of a message that was sent. Both are success: the event is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// It is stored.
    Accepted,
    /// The same deduplication id was accepted within the window.
    Duplicate,
}

/// Names one delivery of a message. It ends with the visibility timeout: a later delivery of the same message has
/// another one, and the old one can neither delete nor prolong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receipt(String);

impl Receipt {
    /// A receipt as the queue wrote it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message handed out for work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Names this delivery.
    pub receipt: Receipt,
    /// As sent.
    pub body: String,
    /// As sent.
    pub group_id: String,
    /// As sent.
    pub dedup_id: String,
    /// Deliveries so far, this one included; from 1.
    pub receive_count: u32,
    /// When the queue accepted it.
    pub sent_at: Timestamp,
}

/// How full the queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueAttributes {
    /// Messages that wait, delayed and blocked ones included, those in flight not.
    pub depth: u64,
    /// Messages handed out and neither deleted nor timed out.
    pub in_flight: u64,
    /// Age of the oldest message that is not deleted; `None` when there is none.
    pub oldest_age: Option<Millis>,
    /// Dead letters.
    pub dead: u64,
}

/// A FIFO queue with message groups.
///
/// A group with a message in flight gives out no other one, so that the messages of a group are worked on one by one and
/// in the order of sending. Every change is durable when the call returns.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Stores a message. Retrying after an error is safe: the deduplication id catches a first attempt that did arrive.
    ///
    /// # Errors
    /// [`QueueError`] when it may not be stored.
    async fn send(&self, request: SendRequest) -> Result<SendOutcome, QueueError>;

    /// Waits until a message may be available, at most `max_wait`. May return early, and returns at once where
    /// [`receive`](Queue::receive) itself waits; it promises nothing.
    ///
    /// # Errors
    /// [`QueueError`] when the queue cannot be read.
    async fn wait(&self, max_wait: Millis) -> Result<(), QueueError>;

    /// Hands out up to `max` messages for the time of `visibility`. Interactive ones first, then the longest waiting.
    ///
    /// # Errors
    /// [`QueueError`] when the queue cannot be read or written.
    async fn receive(&self, max: usize, visibility: Millis) -> Result<Vec<Delivery>, QueueError>;

    /// Removes a message whose work is done.
    ///
    /// # Errors
    /// [`QueueError::StaleReceipt`] when the delivery has ended; the message may be with another worker.
    async fn delete(&self, receipt: &Receipt) -> Result<(), QueueError>;

    /// Lets the delivery end `visibility` from now; zero gives the message back at once.
    ///
    /// # Errors
    /// [`QueueError::StaleReceipt`] when the delivery has ended.
    async fn change_visibility(&self, receipt: &Receipt, visibility: Millis) -> Result<(), QueueError>;

    /// Moves a message to the dead letters and lets its group go on.
    ///
    /// # Errors
    /// [`QueueError::StaleReceipt`] when the delivery has ended.
    async fn dead_letter(&self, receipt: &Receipt, reason: &str) -> Result<(), QueueError>;

    /// How full it is. Costs a count of the backlog; meant for metrics, not for every message.
    ///
    /// # Errors
    /// [`QueueError`] when the queue cannot be read.
    async fn attributes(&self) -> Result<QueueAttributes, QueueError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqs_refuses_is_refused() {
        let request = |body: usize, group: &str, dedup: &str| SendRequest {
            body: "x".repeat(body),
            group_id: group.to_owned(),
            dedup_id: dedup.to_owned(),
            class: EventClass::Normal,
        };
        let long = "g".repeat(129);
        for (request, expected) in [
            (request(MAX_BODY_BYTES, "c-a!~", &long[..128]), Ok(())),
            (request(MAX_BODY_BYTES + 1, "g", "d"), Err(QueueError::BodyTooLarge { bytes: MAX_BODY_BYTES + 1 })),
            (request(0, "", "d"), Err(QueueError::InvalidId { name: "group id" })),
            (request(0, &long, "d"), Err(QueueError::InvalidId { name: "group id" })),
            (request(0, "a b", "d"), Err(QueueError::InvalidId { name: "group id" })),
            (request(0, "g", "ü"), Err(QueueError::InvalidId { name: "deduplication id" })),
            (request(0, "g", "d\n"), Err(QueueError::InvalidId { name: "deduplication id" })),
        ] {
            assert_eq!(request.validate(), expected);
        }
    }
}
