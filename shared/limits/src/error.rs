//! How limits can fail.

use switchboard_store::StoreError;

/// The shared row could not be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Other hosts kept changing the row.
    #[error("the row of the limit was changed by others at every attempt")]
    Contended,
}

impl LimitsError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Contended => "limits.contended",
        }
    }
}
