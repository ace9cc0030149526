//! What may be shown of a dead letter.

use serde::Serialize;
use switchboard_domain::{Envelope, Timestamp, keys};
use switchboard_queue::DeadLetter;

use crate::failure::Failure;
use crate::site::DeadLetterPlace;

/// A dead letter without its body, which may be anything.
#[derive(Debug, Serialize)]
pub(crate) struct Letter {
    /// Number within the queue.
    pub(crate) id: u64,
    /// Why it was given up.
    pub(crate) reason: String,
    /// When.
    pub(crate) dead_at: Timestamp,
    /// When it was accepted.
    pub(crate) sent_at: Timestamp,
    /// Deliveries.
    pub(crate) receive_count: u32,
    /// Key of the conversation; `None` if the body is no envelope.
    pub(crate) conversation_key: Option<String>,
    /// Correlation id of the webhook.
    pub(crate) event_id: Option<String>,
}

impl From<&DeadLetter> for Letter {
    fn from(letter: &DeadLetter) -> Self {
        let envelope: Option<Envelope> = serde_json::from_str(&letter.body).ok();
        Self {
            id: letter.id,
            reason: letter.reason.clone(),
            dead_at: letter.dead_at,
            sent_at: letter.sent_at,
            receive_count: letter.receive_count,
            conversation_key: envelope.as_ref().map(|e| keys::conversation_key(&e.conversation_id)),
            event_id: envelope.map(|e| e.event_id.to_string()),
        }
    }
}

/// The dead letters of a conversation, as far as they can be read without hiding them from others.
pub(crate) async fn letters_of(place: &DeadLetterPlace, conversation_key: &str) -> Result<Vec<Letter>, Failure> {
    let mut found = Vec::new();
    place
        .all_readable(|letter| {
            let letter = Letter::from(letter);
            if letter.conversation_key.as_deref() == Some(conversation_key) {
                found.push(letter);
            }
        })
        .await?;
    Ok(found)
}
