//! Messages that were given up, and their way back.

use async_trait::async_trait;
use switchboard_domain::{EventClass, Timestamp};

use crate::error::QueueError;
use crate::port::SendRequest;

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Names it within its queue; later ones are larger.
    pub id: u64,
    /// As sent.
    pub body: String,
    /// As sent.
    pub group_id: String,
    /// As sent.
    pub dedup_id: String,
    /// As sent.
    pub class: EventClass,
    /// When the queue accepted it.
    pub sent_at: Timestamp,
    /// Deliveries before it was given up.
    pub receive_count: u32,
    /// Why: `max_receives`, `retention`, or what the worker said.
    pub reason: String,
    /// When it was given up.
    pub dead_at: Timestamp,
}

/// Makes the message that goes back to the queue; `None` leaves the dead letter where it is.
pub type Rewrite = dyn Fn(&DeadLetter) -> Option<SendRequest> + Send + Sync;

/// The dead letters of a queue.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Up to `limit` dead letters behind the one with id `after`, oldest first.
    ///
    /// # Errors
    /// [`QueueError`] when they cannot be read.
    async fn list(&self, after: Option<u64>, limit: usize) -> Result<Vec<DeadLetter>, QueueError>;

    /// Sends up to `max` of the oldest dead letters back to the queue, as `rewrite` makes them; each leaves the dead
    /// letters in the same moment. The deduplication window does not hold them up. Returns how many went back.
    ///
    /// # Errors
    /// [`QueueError`] when a rewritten message is not valid or the queue cannot be written; nothing is moved then.
    async fn redrive(&self, max: usize, rewrite: &Rewrite) -> Result<usize, QueueError>;

    /// How many there are.
    ///
    /// # Errors
    /// [`QueueError`] when they cannot be read.
    async fn count(&self) -> Result<u64, QueueError>;
}

impl DeadLetter {
    /// The message as it was.
    pub fn to_request(&self) -> SendRequest {
        SendRequest {
            body: self.body.clone(),
            group_id: self.group_id.clone(),
            dedup_id: self.dedup_id.clone(),
            class: self.class,
        }
    }
}
