//! What a call gave, apart from what may be kept of it.

use std::fmt;

use serde_json::Value;
use switchboard_domain::{Millis, ModelFailure, Timestamp};

use crate::price::{Cost, Usage};
use crate::slot::Slot;

/// An answer that passed every check.
#[derive(Clone, PartialEq)]
pub struct Accepted<T> {
    /// The advice.
    pub advice: T,
    /// The same as the model wrote it, for the policy, which validates it again.
    pub json: Value,
}

/// The model's words may repeat the customer's, so they are left out.
impl<T> fmt::Debug for Accepted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted").finish_non_exhaustive()
    }
}

/// Why there is no advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFailure {
    /// The model was asked (or there was no time left to ask it) and gave no usable answer.
    #[error("the model gave no usable answer: {}", .0.code())]
    Model(ModelFailure),
    /// The gate refused the first attempt; nothing was sent. A refused retry reports the first attempt's failure.
    #[error("no model was asked: the shared budget of calls has no place before {retry_at}")]
    Denied {
        /// From when on asking again makes sense.
        retry_at: Timestamp,
    },
}

impl CallFailure {
    /// A stable code for logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Model(failure) => failure.code(),
            Self::Denied { .. } => "budget_denied",
        }
    }
}

/// What may be logged and stored about a call. It holds no text of the customer and none of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// The question.
    pub slot: Slot,
    /// The model named in the request.
    pub model_asked: String,
    /// The model that says it answered; only if that looks like a name.
    pub model_reported: Option<String>,
    /// The prompt that was sent, see [`Slot::prompt_version`].
    pub prompt_version: &'static str,
    /// Requests sent: 0 (no time or no budget) to [`crate::MAX_ATTEMPTS`].
    pub attempts: u32,
    /// From the call to its end, waits included.
    pub latency: Millis,
    /// HTTP status of the last attempt, if it had an answer.
    pub http_status: Option<u16>,
    /// The server's id of the last request, for its support.
    pub request_id: Option<String>,
    /// Id of the answer.
    pub response_id: Option<String>,
    /// How long the last attempt's failure asked to wait; for the cooldown that callers share.
    pub retry_after: Option<Millis>,
    /// Tokens of all answered attempts.
    pub usage: Option<Usage>,
    /// Estimated cost of [`Self::usage`].
    pub cost: Cost,
    /// First 16 hex digits of the SHA-256 of the request's body.
    pub input_fingerprint: String,
    /// The same of the answer's text.
    pub output_fingerprint: Option<String>,
}

/// A call's result and record.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer<T> {
    /// The advice, or why there is none.
    pub result: Result<Accepted<T>, CallFailure>,
    /// What may be kept.
    pub record: CallRecord,
}
