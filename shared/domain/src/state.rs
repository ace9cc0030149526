//! Rows of the durable state, the conditions under which they are written, and their keys.
//!
//! Every write to shared state is conditional (fence, version, status or absence). The store crate carries the
//! conditions out in one transaction; the workflow crate decides which row goes where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::ids::EventId;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::taxonomy::{Intent, Language, RiskFlag, Team};
use crate::template::TemplateId;
use crate::time::Timestamp;

/// The five tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Table {
    /// Events and effects; 30 days.
    Ledger,
    /// State and counters of conversations and customers; 30 days.
    Conversations,
    /// Versioned configuration snapshots.
    Config,
    /// What happened, metadata only; 60 days.
    Audit,
    /// Token buckets, breakers, job leases.
    Limits,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 5] = [Self::Ledger, Self::Conversations, Self::Config, Self::Audit, Self::Limits];

    /// The name, the last part of the table's name in the cloud.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Conversations => "conversations",
            Self::Config => "config",
            Self::Audit => "audit",
            Self::Limits => "limits",
        }
    }
}

/// Full key of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowKey {
    /// Table.
    pub table: Table,
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl RowKey {
    /// A key of its three parts.
    pub fn new(table: Table, pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { table, pk: pk.into(), sk: sk.into() }
    }

    /// The event row of an event key.
    pub fn event(event_key: &str) -> Self {
        Self::new(Table::Ledger, event_key, "META")
    }

    /// The effect row of an event key.
    pub fn effect(event_key: &str, kind: EffectKind) -> Self {
        Self::new(Table::Ledger, event_key, format!("A#{}", kind.as_str()))
    }

    /// The state row of a conversation key.
    pub fn state(conversation_key: &str) -> Self {
        Self::new(Table::Conversations, conversation_key, "STATE")
    }

    /// The counters of a customer key.
    pub fn counters(customer_key: &str) -> Self {
        Self::new(Table::Conversations, customer_key, "COUNTERS")
    }

    /// A row of the limits table.
    pub fn limit(pk: &str) -> Self {
        Self::new(Table::Limits, pk, "STATE")
    }
}

/// Partition of the `due` index: eight shards by time-driven jobs, one list for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DuePartition {
    /// Shard 0 to 7.
    Shard(u8),
    /// Waits for an operator.
    Human,
}

impl DuePartition {
    /// Number of shards.
    pub const SHARDS: u8 = 8;

    /// The shard of a row, by its partition key.
    pub fn of(pk: &str) -> Self {
        Self::Shard(pk.bytes().fold(0_u8, |a, b| a.wrapping_mul(31).wrapping_add(b)) % Self::SHARDS)
    }

    /// All partitions that jobs read.
    pub fn shards() -> impl Iterator<Item = Self> {
        (0..Self::SHARDS).map(Self::Shard)
    }

    /// The index partition key.
    pub fn as_key(self) -> String {
        match self {
            Self::Shard(n) => format!("D#{n}"),
            Self::Human => "D#HUMAN".to_owned(),
        }
    }
}

/// Place of a row in the sparse `due` index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which list.
    pub partition: DuePartition,
    /// From when on.
    pub at: Timestamp,
}

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

/// What we wait for from the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingFlow {
    /// The only flow of version 1.
    #[serde(rename = "type")]
    pub kind: PendingKind,
    /// Intent that opened it.
    pub intent: Intent,
    /// When we asked.
    pub requested_at: Timestamp,
    /// How often we asked.
    pub attempts: u32,
}

/// Kind of a pending flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingKind {
    /// We asked for the order number.
    NeedOrderNumber,
}

/// One automatic reply of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRecord {
    /// When it was dispatched.
    pub at: Timestamp,
    /// Template.
    pub template: TemplateId,
    /// Intent it answered.
    pub intent: Intent,
}

/// What is known about a conversation (`pk` conversation key, `sk` STATE).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StateRow {
    /// `C#…`.
    pub conversation_key: String,
    /// Optimistic lock; the first write makes it 1.
    pub version: u64,
    /// Start of the newest read whose plan was written: covers every event received before it.
    pub last_read_started_at: Option<Timestamp>,
    /// Key of the event that this read was planned for. It covers others only once it is final: until then a
    /// redelivered message must finish it.
    #[serde(default)]
    pub last_read_event: Option<String>,
    /// Latest primary intent.
    pub last_intent: Option<Intent>,
    /// Latest team.
    pub last_team: Option<Team>,
    /// Language of the conversation as far as known.
    pub language: Language,
    /// Risks seen.
    pub risk_flags: Vec<RiskFlag>,
    /// What we wait for.
    pub pending_flow: Option<PendingFlow>,
    /// The ten newest replies, oldest first.
    #[serde(default)]
    pub replies: Vec<ReplyRecord>,
    /// Route tag we wrote last.
    pub our_route_tag: Option<String>,
    /// Event keys whose reply is unresolved.
    #[serde(default)]
    pub unresolved: Vec<String>,
    /// `h` of the ten newest comments that already confirmed a reply.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}

/// Reply counters of a customer (`pk` customer key, `sk` COUNTERS).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountersRow {
    /// `U#…`.
    pub customer_key: String,
    /// Optimistic lock; the first write makes it 1.
    pub version: u64,
    /// Times of replies within the last 24 hours.
    pub replies: Vec<Timestamp>,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}

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
    /// Tells entries of one instant apart and keeps their order.
    pub n: u32,
    /// What happened.
    pub entry: AuditEntry,
    /// When the store may drop the row.
    pub expires_at: Timestamp,
}

/// A versioned configuration document (`pk` `CFG#<kind>`, `sk` `V#<version>` or ACTIVE).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfigRow {
    /// Kind, for example `policy`.
    pub kind: String,
    /// `V#<version>` or `ACTIVE`.
    pub sk: String,
    /// Optimistic lock.
    pub version: u64,
    /// The document.
    pub document: serde_json::Value,
    /// When the store may drop the row; `None` for the active one.
    pub expires_at: Option<Timestamp>,
}

/// A row of the limits table: token bucket, breaker or job lease, whose fields its own crate defines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitRow {
    /// `B#<vendor>`, `BR#<breaker>` or `J#<job>`.
    pub pk: String,
    /// Optimistic lock; the first write makes it 1.
    pub version: u64,
    /// End of a lease, for job leases.
    pub lease_until: Option<Timestamp>,
    /// The fields.
    pub data: serde_json::Value,
}

/// Any row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
#[allow(missing_docs, reason = "each variant is documented at its type")]
pub enum Row {
    Event(EventRow),
    Effect(EffectRow),
    State(StateRow),
    Counters(CountersRow),
    Audit(AuditRow),
    Config(ConfigRow),
    Limit(LimitRow),
}

impl Row {
    /// The row's key.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Event(row) => RowKey::event(&row.event_key),
            Self::Effect(row) => RowKey::effect(&row.event_key, row.kind),
            Self::State(row) => RowKey::state(&row.conversation_key),
            Self::Counters(row) => RowKey::counters(&row.customer_key),
            Self::Audit(row) => {
                let event = row.event_id.as_ref().map_or("-", EventId::as_str);
                RowKey::new(Table::Audit, &row.pk, format!("{}#{event}#{:04}", row.at, row.n))
            }
            Self::Config(row) => RowKey::new(Table::Config, format!("CFG#{}", row.kind), &row.sk),
            Self::Limit(row) => RowKey::limit(&row.pk),
        }
    }

    /// Its place in the due index.
    pub fn due(&self) -> Option<Due> {
        match self {
            Self::Event(row) => row.due,
            Self::Effect(row) => row.due,
            _ => None,
        }
    }

    /// When the store may drop it.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Event(row) => Some(row.expires_at),
            Self::Effect(row) => Some(row.expires_at),
            Self::State(row) => Some(row.expires_at),
            Self::Counters(row) => Some(row.expires_at),
            Self::Audit(row) => Some(row.expires_at),
            Self::Config(row) => row.expires_at,
            Self::Limit(_) => None,
        }
    }

    fn fence(&self) -> Option<u64> {
        match self {
            Self::Event(row) => Some(row.fence),
            Self::Effect(row) => Some(row.fence),
            _ => None,
        }
    }

    fn version(&self) -> Option<u64> {
        match self {
            Self::State(row) => Some(row.version),
            Self::Counters(row) => Some(row.version),
            Self::Config(row) => Some(row.version),
            Self::Limit(row) => Some(row.version),
            _ => None,
        }
    }

    fn status(&self) -> Option<&'static str> {
        match self {
            Self::Event(row) => Some(row.status.as_str()),
            Self::Effect(row) => Some(row.state.as_str()),
            _ => None,
        }
    }

    /// End of the lease on it, if it holds one.
    pub fn lease_until(&self) -> Option<Timestamp> {
        match self {
            Self::Event(row) => row.lease_until,
            Self::Effect(row) => row.lease_until,
            Self::Limit(row) => row.lease_until,
            _ => None,
        }
    }
}

/// A fact that must hold of the stored row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Its fence equals.
    Fence(u64),
    /// Its version equals.
    Version(u64),
    /// Its status (event) or state (effect) equals, by stored name.
    Status(&'static str),
    /// It has no lease, or the lease ended before this instant.
    LeaseEndedBefore(Timestamp),
}

/// Condition of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// No row with this key.
    Absent,
    /// A row with this key of which all checks hold.
    Present(Vec<Check>),
    /// No row, or one of which all checks hold.
    AbsentOr(Vec<Check>),
}

impl Expect {
    /// Whether the stored row fulfils the condition.
    pub fn holds(&self, stored: Option<&Row>) -> bool {
        match (self, stored) {
            (Self::Absent, None) | (Self::AbsentOr(_), None) => true,
            (Self::Absent, Some(_)) | (Self::Present(_), None) => false,
            (Self::Present(checks) | Self::AbsentOr(checks), Some(row)) => checks.iter().all(|check| match check {
                Check::Fence(fence) => row.fence() == Some(*fence),
                Check::Version(version) => row.version() == Some(*version),
                Check::Status(status) => row.status() == Some(status),
                Check::LeaseEndedBefore(at) => row.lease_until().is_none_or(|until| until < *at),
            }),
        }
    }
}

/// One part of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// Insert or replace.
    Put {
        /// New row.
        row: Row,
        /// Condition on the stored one.
        expect: Expect,
    },
    /// Remove.
    Delete {
        /// Which.
        key: RowKey,
        /// Condition on the stored one.
        expect: Expect,
    },
    /// Change nothing, only require.
    Check {
        /// Which.
        key: RowKey,
        /// Condition on the stored one.
        expect: Expect,
    },
}

impl Write {
    /// A conditional put.
    pub const fn put(row: Row, expect: Expect) -> Self {
        Self::Put { row, expect }
    }

    /// Key and condition.
    pub fn target(&self) -> (RowKey, &Expect) {
        match self {
            Self::Put { row, expect } => (row.key(), expect),
            Self::Delete { key, expect } | Self::Check { key, expect } => (key.clone(), expect),
        }
    }
}
