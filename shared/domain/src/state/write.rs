//! Conditional writes.

use super::{Row, RowKey};
use crate::time::Timestamp;

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
