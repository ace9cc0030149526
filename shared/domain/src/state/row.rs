//! Any row, and the rows whose fields other crates define.

use serde::{Deserialize, Serialize};

use super::{AuditRow, CountersRow, Due, EffectRow, EventRow, RowKey, StateRow, Table};
use crate::ids::EventId;
use crate::time::Timestamp;

/// A configuration document (`pk` `CFG#<kind>`). Of snapshots (kind `snapshot`) there are one row `V#<id>` each, whose
/// document never changes, one pointer `ACTIVE`, and one row `H#<version of the pointer>` for every change of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfigRow {
    /// Kind, for example `snapshot`.
    pub kind: String,
    /// `V#<id>`, `ACTIVE` or `H#<number>`.
    pub sk: String,
    /// Optimistic lock.
    pub version: u64,
    /// The document.
    pub document: serde_json::Value,
    /// When the store may drop the row; `None` for what is active.
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
            Self::Config(row) => RowKey::config(&row.kind, &row.sk),
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

    pub(super) fn fence(&self) -> Option<u64> {
        match self {
            Self::Event(row) => Some(row.fence),
            Self::Effect(row) => Some(row.fence),
            _ => None,
        }
    }

    pub(super) fn version(&self) -> Option<u64> {
        match self {
            Self::State(row) => Some(row.version),
            Self::Counters(row) => Some(row.version),
            Self::Config(row) => Some(row.version),
            Self::Limit(row) => Some(row.version),
            _ => None,
        }
    }

    pub(super) fn status(&self) -> Option<&'static str> {
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
