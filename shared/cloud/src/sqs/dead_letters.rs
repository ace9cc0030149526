//! Dead letters on SQS and their way back.

use std::sync::Arc;

use switchboard_domain::Millis;
use switchboard_queue::dead_letters::Rewrite;
use switchboard_queue::{DeadLetter, QueueError};

use super::message::Received;
use super::queue::SqsQueue;

/// How long what was looked at stays hidden. The role of the redrive job may not give a message back earlier.
const LOOK: Millis = Millis::from_secs(60);

/// Wait of a receive, 1 s: enough for the service to ask all of its servers.
const WAIT: Millis = Millis::from_secs(1);

/// The dead letters of one lane.
///
/// A queue cannot be read like a list: what is looked at is hidden from everybody for a minute, only the first letters of a
/// group can be seen, there is no place to go on from, and the numbers of messages do not fit the port's ids. So this is no
/// `switchboard_queue::DeadLetters` but the part of it that can be kept: a look at some, and the way back for some.
pub struct SqsDeadLetters {
    queue: Arc<SqsQueue>,
    url: String,
}

/// What a redrive did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redriven {
    /// Letters that are back in the queue.
    pub moved: usize,
    /// Letters that were looked at and left, hidden for a minute.
    pub left: usize,
}

impl SqsDeadLetters {
    /// The dead letters in the queue at `url`, which come from and go back to `queue`.
    pub fn new(queue: Arc<SqsQueue>, url: impl Into<String>) -> Self {
        Self { queue, url: url.into() }
    }

    /// Up to `limit` dead letters, those of one group in their order; they are hidden for a minute. Ids count from 1 and
    /// hold for this answer only.
    ///
    /// # Errors
    /// [`QueueError`] when they cannot be read.
    pub async fn look(&self, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let mut letters = Vec::new();
        while letters.len() < limit {
            let batch = self.receive(limit - letters.len()).await?;
            if batch.is_empty() {
                break;
            }
            for message in batch {
                letters.push(message.dead_letter(number(letters.len()))?);
            }
        }
        Ok(letters)
    }

    /// Looks at up to `max` dead letters and sends those back that `rewrite` makes a message of; ids count from 1 within the
    /// call. A letter goes back under a deduplication id made of its own, so that the window of the queue does not swallow
    /// it and a repetition of an interrupted redrive does not double it; then it leaves the dead letters.
    ///
    /// # Errors
    /// [`QueueError`] when a rewritten message is not valid or the service fails; the letters before it are back.
    pub async fn redrive(&self, max: usize, rewrite: &Rewrite) -> Result<Redriven, QueueError> {
        let mut redriven = Redriven::default();
        while redriven.moved + redriven.left < max {
            let batch = self.receive(max - redriven.moved - redriven.left).await?;
            if batch.is_empty() {
                break;
            }
            for message in batch {
                let letter = message.dead_letter(number(redriven.moved + redriven.left))?;
                let Some(request) = rewrite(&letter) else {
                    redriven.left += 1;
                    continue;
                };
                self.queue.send_as(&request, &format!("r-{}", message.message_id)).await?;
                match self.queue.calls().delete(&self.url, &message.receipt_handle).await {
                    // It took over a minute; the letter is still there, and its repetition is dropped.
                    Ok(()) | Err(QueueError::StaleReceipt) => redriven.moved += 1,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(redriven)
    }

    /// How many there are, about.
    ///
    /// # Errors
    /// [`QueueError`] when the service fails.
    pub async fn count(&self) -> Result<u64, QueueError> {
        let (waiting, in_flight) = self.queue.calls().count(&self.url).await?;
        Ok(waiting.saturating_add(in_flight))
    }

    async fn receive(&self, max: usize) -> Result<Vec<Received>, QueueError> {
        self.queue.calls().receive(&self.url, max, LOOK, WAIT).await
    }
}

/// The id of the letter behind `before` others.
fn number(before: usize) -> u64 {
    u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
}
