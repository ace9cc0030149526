//! What can go wrong between a function and its runtime interface.

use std::io;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeApiError {
    /// No free port on 127.0.0.1.
    #[error("no free port on 127.0.0.1: {0}")]
    Port(io::Error),
    /// The binary cannot be started, or its log not be written.
    #[error("{program} cannot be started: {source}; build it with `cargo xtask package`")]
    Start {
        /// Its path.
        program: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// The function reported that its start failed.
    #[error("the function failed at its start: {0}")]
    Init(String),
    /// The function did nothing for too long. It has ended, or hangs.
    #[error("the function did not {what} within {seconds} s; see its log")]
    Silent {
        /// What was waited for.
        what: &'static str,
        /// How long, seconds.
        seconds: u64,
    },
    /// The server of the interface is gone.
    #[error("the runtime interface has ended")]
    Ended,
}
