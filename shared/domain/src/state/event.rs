//! The row of the work on one customer comment.

use serde::{Deserialize, Serialize};

use super::Due;
use crate::envelope::Envelope;
use crate::outcome::Outcome;
use crate::time::Timestamp;

/// Status of the work on one customer comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventStatus {
    /// A worker holds it; nothing is planned yet.
    Claimed,
    /// The plan is durable.
    Planned,
    /// Waits for `due`.
    Deferred,
    /// Every effect is settled or handed over.
    Done,
    /// Given up; see `failure`.
    Failed,
    /// Overtaken by a newer comment or skipped by an operator.
    Skipped,
}

impl EventStatus {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "CLAIMED",
            Self::Planned => "PLANNED",
            Self::Deferred => "DEFERRED",
            Self::Done => "DONE",
            Self::Failed => "FAILED",
            Self::Skipped => "SKIPPED",
        }
    }

    /// No worker will touch it again unless an operator replays it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Skipped)
    }
}

/// Work on one customer comment (`pk` event key, `sk` META).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// `E#…`, `N#…` or `W#…`.
    pub event_key: String,
    /// Where it stands.
    pub status: EventStatus,
    /// Raised by every claim; every later write names it.
    pub fence: u64,
    /// Invocation that holds the lease.
    pub lease_owner: Option<String>,
    /// End of the lease.
    pub lease_until: Option<Timestamp>,
    /// Claims so far.
    pub attempt: u32,
    /// Place in the due index (DEFERRED).
    pub due: Option<Due>,
    /// To re-enqueue it.
    pub envelope: Envelope,
    /// `C#…`.
    pub conversation_key: String,
    /// `h` of the comment id.
    pub comment_id_hash: Option<String>,
    /// Time of the comment.
    pub comment_at: Option<Timestamp>,
    /// What was decided; no free text.
    pub outcome: Option<Outcome>,
    /// Fingerprint of the plan.
    pub plan_hash: Option<String>,
    /// When the plan was written.
    pub planned_at: Option<Timestamp>,
    /// A call was made whose outcome is not "provably not applied": the plan may not change any more.
    pub frozen: bool,
    /// `h` of older comments that this decision answers.
    pub covered: Vec<String>,
    /// Vendor calls spent on it.
    pub calls_used: u32,
    /// Why it was deferred, skipped or failed.
    pub failure: Option<String>,
    /// First write.
    pub created_at: Timestamp,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}

impl EventRow {
    /// A row that nobody has claimed yet: fence 0, no attempt, nothing planned.
    pub fn new(
        event_key: impl Into<String>,
        envelope: Envelope,
        conversation_key: impl Into<String>,
        created_at: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            event_key: event_key.into(),
            status: EventStatus::Claimed,
            fence: 0,
            lease_owner: None,
            lease_until: None,
            attempt: 0,
            due: None,
            envelope,
            conversation_key: conversation_key.into(),
            comment_id_hash: None,
            comment_at: None,
            outcome: None,
            plan_hash: None,
            planned_at: None,
            frozen: false,
            covered: Vec::new(),
            calls_used: 0,
            failure: None,
            created_at,
            expires_at,
        }
    }
}
