//! Why the binary could not be built, started or stopped.

use std::io;
use std::time::Duration;

/// Why the binary could not be built, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `cargo build` failed.
    #[error("the binary could not be built: {0}")]
    Build(String),
    /// The operating system refused something.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Its answer.
        error: io::Error,
    },
    /// The process ended before it was ready.
    #[error("it ended before it was ready; end of its log:\n{log}")]
    Ended {
        /// The end of its log.
        log: String,
    },
    /// The process neither became ready nor ended.
    #[error("it was not ready after {waited:?}; end of its log:\n{log}")]
    Late {
        /// How long it had.
        waited: Duration,
        /// The end of its log.
        log: String,
    },
    /// The ready line is not what the contract says.
    #[error("unexpected ready line: {0}")]
    ReadyLine(String),
    /// The process did not end.
    #[error("it did not end within {0:?}")]
    DoesNotEnd(Duration),
}

impl StartError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { what, error }
    }
}
