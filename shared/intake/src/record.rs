//! What may be logged about a request. Headers, tokens, query, body and source address have no place here.

use switchboard_domain::EventId;

use crate::authentication::Transport;
use crate::rejection::ErrorCode;

/// The log record of one webhook request; the host adds the latency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeRecord {
    /// Id of the request.
    pub request_id: String,
    /// Id of the event, if there is one.
    pub event_id: Option<EventId>,
    /// Conversation key, if the id is valid.
    pub conversation_hash: Option<String>,
    /// The trigger; `other` if it is no plain code.
    pub trigger: Option<String>,
    /// The channel hint; `other` if it is no plain code.
    pub channel_hint: Option<String>,
    /// How the credential travelled; `None` if the request failed before.
    pub transport: Option<Transport>,
    /// Why it was refused.
    pub error: Option<ErrorCode>,
    /// The body was broken JSON and its id was saved (metric `ingress.body_repaired`).
    pub repaired: bool,
    /// The trigger is one that is not queued.
    pub ignored: bool,
    /// Size of the body as received, bytes.
    pub body_bytes: usize,
}

/// A caller's text as a code: letters, digits, `_`, `-`, `.`; anything else could be free text.
pub(crate) fn code(text: &str) -> String {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if plain { text.to_owned() } else { "other".to_owned() }
}
