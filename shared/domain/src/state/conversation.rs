//! What is remembered of a conversation and of a customer.

use serde::{Deserialize, Serialize};

use crate::taxonomy::{Intent, Language, RiskFlag, Team};
use crate::template::TemplateId;
use crate::time::Timestamp;

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

impl StateRow {
    /// Nothing is known yet; version 0 is never stored.
    pub fn new(conversation_key: impl Into<String>, expires_at: Timestamp) -> Self {
        Self {
            conversation_key: conversation_key.into(),
            version: 0,
            last_read_started_at: None,
            last_read_event: None,
            last_intent: None,
            last_team: None,
            language: Language::Unknown,
            risk_flags: Vec::new(),
            pending_flow: None,
            replies: Vec::new(),
            our_route_tag: None,
            unresolved: Vec::new(),
            evidence: Vec::new(),
            expires_at,
        }
    }
}
