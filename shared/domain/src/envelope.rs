//! Envelope v1: the contract of ingress, queue, jobs and every worker host. Only additive changes within v1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ConversationId, EventId, TraceId};
use crate::keys;
use crate::time::{Millis, Timestamp};

/// The `schema` value of version 1.
pub const ENVELOPE_V1: &str = "switchboard.envelope.v1";

/// Largest encoded envelope, bytes.
pub const MAX_ENVELOPE_BYTES: usize = 8 * 1024;

/// The version marker. An unknown version is poison: dead letter, no retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EnvelopeSchema {
    /// Version 1.
    #[serde(rename = "switchboard.envelope.v1")]
    V1,
}

/// Who put the event on the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The vendor's webhook.
    RichpanelHttpTarget,
    /// The sweep job found a ticket that no webhook announced.
    Sweeper,
    /// The retry job re-enqueued a deferred event.
    Retry,
    /// An operator replayed or redrove it.
    Replay,
    /// The synthetic probe.
    Probe,
}

/// What the event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A customer wrote.
    CustomerMessage,
    /// Dropped by the worker after metrics.
    Probe,
}

/// Scheduling class: decides the share of the vendor budget and how long a worker waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventClass {
    /// Sweeps, replays, probes, read-backs.
    Background,
    /// Everything that is not live chat.
    Normal,
    /// Live chat.
    Interactive,
}

impl EventClass {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Background => "background",
            Self::Normal => "normal",
            Self::Interactive => "interactive",
        }
    }
}

/// What travels on the queue. Unknown fields are ignored by readers; at most [`MAX_ENVELOPE_BYTES`] encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "switchboard.envelope.v1")]
pub struct Envelope {
    /// Version marker.
    pub schema: EnvelopeSchema,
    /// Correlation id made by the ingress.
    pub event_id: EventId,
    /// Who enqueued it.
    pub source: Source,
    /// What it announces.
    pub kind: EventKind,
    /// Raw vendor id of the conversation.
    pub conversation_id: ConversationId,
    /// The vendor's message id, if the webhook carried one.
    #[schemars(length(max = 512))]
    pub message_id: Option<String>,
    /// The rule's trigger, lower case.
    #[schemars(length(max = 64))]
    pub trigger: Option<String>,
    /// The channel named by the webhook, lower case. A hint: the ticket decides.
    #[schemars(length(max = 64))]
    pub channel_hint: Option<String>,
    /// When the ingress received it.
    pub received_at: Timestamp,
    /// When the vendor says it sent it.
    pub sent_at: Option<Timestamp>,
    /// The ticket must not be read before this instant.
    pub not_before: Timestamp,
    /// Scheduling class.
    pub class: EventClass,
    /// Correlates log lines.
    pub trace_id: TraceId,
    /// Re-enqueues by jobs, from 1.
    #[schemars(range(min = 1))]
    pub attempt: u32,
}

impl Envelope {
    /// The FIFO group of the event.
    pub fn group_id(&self) -> String {
        keys::group_id(&self.conversation_id)
    }

    /// The deduplication id of a webhook event (jobs use [`keys::dedup_by_job`]).
    pub fn dedup_id(&self, burst_bucket: Millis) -> String {
        match &self.message_id {
            Some(message) => keys::dedup_by_message(&self.conversation_id, message),
            None => keys::dedup_by_burst(&self.conversation_id, self.class, self.received_at, burst_bucket),
        }
    }
}
