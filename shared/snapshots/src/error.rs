//! What can be wrong with a snapshot.

use std::fmt;

use serde::Serialize;
use switchboard_store::{StoreError, WriteError};

/// What kind of rule a value breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// It is not understood, or outside its range.
    Shape,
    /// It would let something out that must not go out, or leave customers without people.
    Safety,
}

/// One value that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Document, for example `thresholds`.
    pub document: String,
    /// Key in it, for example `tier2_by_intent.order_status_tracking`; empty for the document itself.
    pub key: String,
    /// The rule it breaks.
    pub reason: String,
    /// Its kind.
    pub rule: Rule,
}

impl Problem {
    pub(crate) fn shape(document: &str, key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { document: document.to_owned(), key: key.into(), reason: reason.into(), rule: Rule::Shape }
    }

    pub(crate) fn safety(document: &str, key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { rule: Rule::Safety, ..Self::shape(document, key, reason) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { document, key, reason, .. } = self;
        if key.is_empty() { write!(f, "{document}: {reason}") } else { write!(f, "{document}.{key}: {reason}") }
    }
}

/// Why a snapshot cannot be read, stored or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// No JSON object of the expected form.
    #[error("not a config snapshot: {0}")]
    Form(String),
    /// Larger than the store takes.
    #[error("the snapshot has {bytes} bytes; at most {limit} are kept")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most.
        limit: usize,
    },
    /// Values that break a rule.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Problem>),
    /// There is no such snapshot.
    #[error("there is no snapshot {0}")]
    Unknown(String),
    /// A stored snapshot is not what its name says.
    #[error("the stored snapshot {id} is damaged: {reason}")]
    Damaged {
        /// Its name.
        id: String,
        /// What is wrong.
        reason: String,
    },
    /// Nothing was active before.
    #[error("no snapshot was ever activated")]
    NoHistory,
    /// Another process changed the pointer or the snapshot at the same time.
    #[error("another process changed the active snapshot at the same time; nothing was written")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SnapshotError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form(_) => "snapshots.form",
            Self::TooLarge { .. } => "snapshots.too_large",
            Self::Invalid(_) => "snapshots.invalid",
            Self::Unknown(_) => "snapshots.unknown",
            Self::Damaged { .. } => "snapshots.damaged",
            Self::NoHistory => "snapshots.no_history",
            Self::Conflict => "snapshots.conflict",
            Self::Store(error) => error.code(),
        }
    }

    /// The next step for an operator.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Form(_) => "`switchboard snapshots export compiled` prints a document to start from",
            Self::TooLarge { .. } => "leave out what equals the compiled-in values",
            Self::Invalid(_) => {
                "correct these keys; `switchboard snapshots export active` prints the values that hold now"
            }
            Self::Unknown(_) => "`switchboard snapshots list` shows all",
            Self::Damaged { .. } => "put the document again from its source, or activate another snapshot",
            Self::NoHistory => "`switchboard snapshots list` shows what can be activated",
            Self::Conflict => "`switchboard snapshots history` shows who; then type the command again",
            Self::Store(error) => error.help(),
        }
    }

    /// Whether a safety rule refuses it, rather than a slip of the pen.
    pub fn is_safety_rule(&self) -> bool {
        matches!(self, Self::Invalid(problems) if problems.iter().any(|problem| problem.rule == Rule::Safety))
    }
}

impl From<WriteError> for SnapshotError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConditionFailed { .. } => Self::Conflict,
            WriteError::Store(error) => Self::Store(error),
        }
    }
}
