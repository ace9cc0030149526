//! The story of a conversation; metadata only.

use serde::{Deserialize, Serialize};

use super::{Cause, EffectKind, EffectState, EventStatus, Evidence, ModelCall};
use crate::ids::EventId;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::time::Timestamp;

/// One entry of the story of a conversation; metadata only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AuditEntry {
    /// A worker took the event.
    Received {
        /// Who enqueued it.
        source: crate::envelope::Source,
        /// Scheduling class.
        class: crate::envelope::EventClass,
        /// When the ingress received it.
        received_at: Timestamp,
    },
    /// Acknowledged without work because an earlier read covers it.
    Covered,
    /// Acknowledged because its comment is already handled.
    Duplicate,
    /// The policy decided.
    Decided {
        /// What.
        outcome: Box<Outcome>,
    },
    /// A language model was asked for what is decided, or put off, in the same transaction.
    ModelCalls {
        /// The calls, first one first.
        calls: Vec<ModelCall>,
    },
    /// An effect changed its state.
    Effect {
        /// Which.
        kind: EffectKind,
        /// New state.
        state: EffectState,
        /// Why.
        cause: Option<Cause>,
        /// What confirmed it.
        evidence: Option<Evidence>,
        /// Calls made so far.
        dispatches: u32,
    },
    /// The event was put off.
    Deferred {
        /// Until when.
        due_at: Timestamp,
        /// Why.
        reason: String,
    },
    /// A gate closed after planning.
    Blocked {
        /// Which.
        reason: Reason,
    },
    /// The event reached a final status.
    Finished {
        /// Which.
        status: EventStatus,
        /// Why, unless DONE.
        reason: Option<String>,
        /// Vendor calls spent.
        calls_used: u32,
    },
    /// An operator did something.
    Operator {
        /// What, for example `effects resolve`.
        action: String,
        /// Its result.
        result: String,
    },
    /// A scheduled job ran (`pk` `JOB#<name>`).
    JobRun {
        /// Name.
        job: String,
        /// Whether it succeeded.
        ok: bool,
        /// Counts by name.
        counts: std::collections::BTreeMap<String, u64>,
        /// Milliseconds it took.
        duration_ms: u64,
    },
}

/// A row of the audit table (`pk` conversation key or `JOB#<name>`, `sk` time, event id, number).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Conversation key or `JOB#<name>`.
    pub pk: String,
    /// When.
    pub at: Timestamp,
    /// Which accepted webhook caused it.
    pub event_id: Option<EventId>,
    /// Key of the event row it is about.
    pub event_key: Option<String>,
    /// Tells entries of one instant apart and keeps the order of those that a run numbers.
    pub n: u32,
    /// What happened.
    pub entry: AuditEntry,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}
