//! The row of one effect: what is to be done, how far it is, and what proves it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Due;
use crate::template::TemplateId;
use crate::time::Timestamp;

/// Kind of an effect, in the order in which effects of one event are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffectKind {
    /// The one customer-visible reply.
    Reply,
    /// Close the ticket.
    Close,
    /// Internal note.
    Note,
    /// All tags of the event.
    Tags,
    /// Failure tags owed because the reply's result became known after TAGS.
    Flag,
}

impl EffectKind {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "REPLY",
            Self::Close => "CLOSE",
            Self::Note => "NOTE",
            Self::Tags => "TAGS",
            Self::Flag => "FLAG",
        }
    }

    /// Whether the call may be repeated after an ambiguous answer.
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Self::Close | Self::Tags | Self::Flag)
    }
}

/// State of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffectState {
    /// Durable intention; the call has not been made or provably never arrived.
    Planned,
    /// The call may be under way.
    Dispatching,
    /// Evidence that it happened.
    Confirmed,
    /// Definitely refused, or proven not to have happened and given up.
    Rejected,
    /// The outcome is not known yet.
    Unknown,
    /// A person must resolve it.
    Human,
}

impl EffectState {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "PLANNED",
            Self::Dispatching => "DISPATCHING",
            Self::Confirmed => "CONFIRMED",
            Self::Rejected => "REJECTED",
            Self::Unknown => "UNKNOWN",
            Self::Human => "HUMAN",
        }
    }
}

/// Why an effect is UNKNOWN, REJECTED or HUMAN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 2xx without evidence.
    AcceptedUnverified,
    /// Timeout, 5xx or broken answer after the request was written.
    Ambiguous,
    /// The worker died between dispatch and result.
    Crash,
    /// The vendor refused it.
    Refused,
    /// Accepted but absent after the proof time.
    Undelivered,
    /// The ticket was open after a close that was answered with success.
    StillOpen,
    /// A gate closed between plan and dispatch.
    GateClosed,
    /// The text rendered again differs from the planned one.
    ContentChanged,
    /// The read-back did not succeed for too long.
    Unreadable,
    /// Absence is proven but repeating is not allowed any more.
    NotRepeatable,
    /// Dispatched as often as allowed.
    Exhausted,
    /// An operator resolved it.
    Operator,
}

impl Cause {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AcceptedUnverified => "accepted_unverified",
            Self::Ambiguous => "ambiguous",
            Self::Crash => "crash",
            Self::Refused => "refused",
            Self::Undelivered => "undelivered",
            Self::StillOpen => "still_open",
            Self::GateClosed => "gate_closed",
            Self::ContentChanged => "content_changed",
            Self::Unreadable => "unreadable",
            Self::NotRepeatable => "not_repeatable",
            Self::Exhausted => "exhausted",
            Self::Operator => "operator",
        }
    }
}

/// What confirmed an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A definite success answer (tags).
    Answer,
    /// The answer to the send carried the comment.
    SendEcho,
    /// The answer to add-tags carried the comment.
    TagsEcho,
    /// A later ticket read showed it.
    ReadBack,
    /// An operator said so.
    Operator,
}

/// One effect of an event (`pk` event key, `sk` A#kind).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Key of the event.
    pub event_key: String,
    /// Which effect.
    pub kind: EffectKind,
    /// Where it stands.
    pub state: EffectState,
    /// Why, where the state needs one.
    pub cause: Option<Cause>,
    /// Fence of the event's claim that wrote it last.
    pub fence: u64,
    /// While DISPATCHING: after this instant the call counts as crashed.
    pub lease_until: Option<Timestamp>,
    /// Calls made.
    pub dispatches: u32,
    /// Fingerprint of the rendered text or of the tag list.
    pub content_fingerprint: String,
    /// Template of a reply.
    pub template_id: Option<TemplateId>,
    /// Tags of TAGS and FLAG.
    pub tags: Vec<String>,
    /// Our own earlier route tag, taken away once the new one stands.
    #[serde(default)]
    pub remove_tags: Vec<String>,
    /// What confirmed it.
    pub evidence: Option<Evidence>,
    /// `h` of the comment that is the evidence, so that it cannot confirm a second effect.
    pub evidence_comment: Option<String>,
    /// Start of the latest call.
    pub dispatched_at: Option<Timestamp>,
    /// Start of the first read that showed absence.
    pub absent_since: Option<Timestamp>,
    /// Since when read-backs have failed.
    pub unreadable_since: Option<Timestamp>,
    /// Place in the due index.
    pub due: Option<Due>,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}

impl EffectRow {
    /// A planned effect of an event, with nothing done yet.
    pub fn planned(event_key: impl Into<String>, kind: EffectKind, fence: u64, expires_at: Timestamp) -> Self {
        Self {
            event_key: event_key.into(),
            kind,
            state: EffectState::Planned,
            cause: None,
            fence,
            lease_until: None,
            dispatches: 0,
            content_fingerprint: String::new(),
            template_id: None,
            tags: Vec::new(),
            remove_tags: Vec::new(),
            evidence: None,
            evidence_comment: None,
            dispatched_at: None,
            absent_since: None,
            unreadable_since: None,
            due: None,
            expires_at,
        }
    }
}
