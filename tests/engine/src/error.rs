//! Why the engine could not be run, or its answer not be read.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::ended::Ended;

/// Why the engine could not be run, or its answer not be read.
#[derive(Debug, thiserror::Error)]
pub enum EngineTestError {
    /// `cargo build` failed.
    #[error("cargo cannot build {what}: {reason}")]
    Build {
        /// The binaries.
        what: String,
        /// What cargo said.
        reason: String,
    },
    /// There is no engine.
    #[error("no Pulumi engine: set PULUMI to its path, or put `pulumi` on PATH ({tried} is not there either)")]
    NoEngine {
        /// Where this repository's own would be.
        tried: PathBuf,
    },
    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Its answer.
        source: io::Error,
    },
    /// The engine did not end.
    #[error("`pulumi {arguments}` did not end within {limit:?} and was killed; {ended}")]
    Late {
        /// Its arguments.
        arguments: String,
        /// How long it had.
        limit: Duration,
        /// What it had written.
        ended: Box<Ended>,
    },
    /// A command that must succeed failed.
    #[error("a command failed that must not: {0}")]
    Failed(Box<Ended>),
    /// An answer has not the expected form.
    #[error("{what} cannot be read: {reason}; it was: {text}")]
    Form {
        /// The answer.
        what: &'static str,
        /// What is wrong.
        reason: serde_json::Error,
        /// The text.
        text: String,
    },
}

impl EngineTestError {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what: what.into(), source }
    }
}
