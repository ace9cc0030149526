//! How the store can fail.

use switchboard_domain::state::Table;

use crate::{DatabaseError, ServiceError};

/// The store could not do what was asked. Holds no row content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database below failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The cloud service below failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// More writes than one transaction may have.
    #[error("a transaction of {count} writes; at most 100 are possible")]
    TooManyWrites {
        /// How many were given.
        count: usize,
    },
    /// Two writes of one transaction name the same row.
    #[error("write {index} of the transaction names a row that an earlier one names too")]
    RepeatedKey {
        /// Position of the second one, from 0.
        index: usize,
    },
    /// A stored row is not one this release understands.
    #[error("a row of table {} cannot be decoded", table.as_str())]
    Undecodable {
        /// Its table.
        table: Table,
    },
    /// A row could not be encoded.
    #[error("a row of table {} cannot be encoded", table.as_str())]
    Unencodable {
        /// Its table.
        table: Table,
    },
}

impl StoreError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Database(error) => error.code(),
            Self::Service(error) => error.code(),
            Self::TooManyWrites { .. } => "store.too_many_writes",
            Self::RepeatedKey { .. } => "store.repeated_key",
            Self::Undecodable { .. } => "store.undecodable",
            Self::Unencodable { .. } => "store.unencodable",
        }
    }

    /// The next step for an operator.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Database(error) => error.help(),
            Self::Service(error) => error.help(),
            Self::TooManyWrites { .. } | Self::RepeatedKey { .. } | Self::Unencodable { .. } => {
                "this is a defect of Switchboard; report it with the code and the release"
            }
            Self::Undecodable { .. } => "run the release that wrote the row, or a newer one",
        }
    }
}

#[cfg(feature = "embedded")]
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Why a transaction did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A condition did not hold; nothing was written.
    #[error("the condition of write {index} does not hold")]
    ConditionFailed {
        /// Position of the first such write, from 0.
        index: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl WriteError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ConditionFailed { .. } => "store.condition_failed",
            Self::Store(error) => error.code(),
        }
    }
}

impl From<DatabaseError> for WriteError {
    fn from(error: DatabaseError) -> Self {
        Self::Store(error.into())
    }
}

impl From<ServiceError> for WriteError {
    fn from(error: ServiceError) -> Self {
        Self::Store(error.into())
    }
}

#[cfg(feature = "embedded")]
impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
