//! Which snapshot is active, and how it came to be: one row, and a history row for every change of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_domain::Timestamp;
use switchboard_domain::state::{ConfigRow, RowKey};

use crate::error::SnapshotError;
use crate::id::SnapshotId;

/// Kind of the rows of snapshots in the config table.
pub(crate) const KIND: &str = "snapshot";
/// Sort key of the pointer.
const ACTIVE: &str = "ACTIVE";
/// Beginning of the sort keys of snapshots.
pub(crate) const SNAPSHOTS: &str = "V#";
/// Beginning of the sort keys of the history.
pub(crate) const HISTORY: &str = "H#";

/// Says which snapshot is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The active one; `None` for the compiled-in values.
    pub active: Option<SnapshotId>,
    /// What was active before.
    pub previous: Option<SnapshotId>,
    /// When it changed.
    pub at: Timestamp,
    /// Who changed it, as that person said.
    pub by: String,
}

/// One change of the pointer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Who, as that person said.
    pub by: String,
    /// From which snapshot; `None` for the compiled-in values.
    pub from: Option<SnapshotId>,
    /// To which.
    pub to: Option<SnapshotId>,
}

/// A pointer, and the version of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Versioned {
    pub(crate) pointer: Pointer,
    pub(crate) version: u64,
}

impl Versioned {
    pub(crate) fn from_row(row: &ConfigRow) -> Result<Self, SnapshotError> {
        let pointer = Pointer::deserialize(&row.document)
            .map_err(|error| SnapshotError::Damaged { id: "pointer".to_owned(), reason: error.to_string() })?;
        Ok(Self { pointer, version: row.version })
    }
}

/// The row of the pointer.
pub(crate) fn pointer_key() -> RowKey {
    RowKey::config(KIND, ACTIVE)
}

/// The row of a snapshot.
pub(crate) fn snapshot_key(id: &SnapshotId) -> RowKey {
    RowKey::config(KIND, &format!("{SNAPSHOTS}{id}"))
}

pub(crate) fn pointer_row(version: u64, document: Value) -> ConfigRow {
    ConfigRow { kind: KIND.to_owned(), sk: ACTIVE.to_owned(), version, document, expires_at: None }
}

/// History rows sort by the version of the pointer that they made.
pub(crate) fn history_row(version: u64, document: Value, expires_at: Timestamp) -> ConfigRow {
    let sk = format!("{HISTORY}{version:020}");
    ConfigRow { kind: KIND.to_owned(), sk, version: 1, document, expires_at: Some(expires_at) }
}

/// The version of the pointer that a history row with this sort key belongs to.
pub(crate) fn history_version(sk: &str) -> Option<u64> {
    sk.strip_prefix(HISTORY)?.parse().ok()
}
