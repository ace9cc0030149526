//! Tables, keys, and the index of what is due.

use serde::{Deserialize, Serialize};

use super::EffectKind;
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

    /// A row of the config table: a document of this kind.
    pub fn config(kind: &str, sk: &str) -> Self {
        Self::new(Table::Config, format!("CFG#{kind}"), sk)
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
