//! How the queue can fail.

use switchboard_store::{DatabaseError, ServiceError};

/// The queue could not do what was asked. Holds no message content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// The delivery has ended: its visibility timeout passed, or the message was deleted.
    #[error("the delivery has ended")]
    StaleReceipt,
    /// The body is larger than a queue may carry.
    #[error("a body of {bytes} bytes; at most 262144 are possible")]
    BodyTooLarge {
        /// Its size.
        bytes: usize,
    },
    /// An id is empty, too long or holds characters that a FIFO queue refuses.
    #[error("the {name} is not 1 to 128 printable ASCII characters")]
    InvalidId {
        /// Which id.
        name: &'static str,
    },
    /// The embedded database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The cloud service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A message of the queue lacks what every message of ours carries, or carries it in a form that cannot be read.
    #[error("a message without a readable {what}")]
    Undecodable {
        /// What is missing, for example `MessageGroupId`.
        what: &'static str,
    },
}

impl QueueError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StaleReceipt => "queue.stale_receipt",
            Self::BodyTooLarge { .. } => "queue.body_too_large",
            Self::InvalidId { .. } => "queue.invalid_id",
            Self::Database(error) => error.code(),
            Self::Service(error) => error.code(),
            Self::Undecodable { .. } => "queue.undecodable",
        }
    }

    /// The next step for an operator.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::StaleReceipt => "nothing to do: the message is delivered again",
            Self::BodyTooLarge { .. } | Self::InvalidId { .. } => {
                "this is a defect of Switchboard; report it with the code and the release"
            }
            Self::Database(error) => error.help(),
            Self::Service(error) => error.help(),
            Self::Undecodable { .. } => "find out who else sends to the queue, and take the right away",
        }
    }
}

#[cfg(feature = "embedded")]
impl From<rusqlite::Error> for QueueError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}
