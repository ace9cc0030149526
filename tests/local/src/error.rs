//! What can go wrong, and what to do.

use std::path::PathBuf;
use std::time::Duration;

/// The local environment cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// A file cannot be read or written.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried.
        action: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A program is not there.
    #[error("{} is missing; {help}", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// What to type.
        help: &'static str,
    },
    /// A process did not get ready.
    #[error("{what} did not get ready within {} s; its log: {}", waited.as_secs(), log.display())]
    Late {
        /// Which process.
        what: &'static str,
        /// How long.
        waited: Duration,
        /// Where to look.
        log: PathBuf,
    },
    /// The engine failed; its output was shown, or is here.
    #[error("pulumi {command} failed{}", shown(output))]
    Engine {
        /// Its arguments.
        command: String,
        /// What it said, if nobody saw it.
        output: String,
    },
    /// Another program failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Its name and arguments.
        program: String,
        /// What it said.
        output: String,
    },
    /// Nothing runs.
    #[error("nothing runs here; start it with `./scripts/local up`")]
    Down,
    /// A call to an emulator, a simulator or the edge failed.
    #[error("{call}: {reason}")]
    Call {
        /// Which call.
        call: String,
        /// What went wrong.
        reason: String,
    },
    /// The ticket was not worked on.
    #[error("ticket {ticket} was not processed within {} s; `./scripts/local logs` shows what the functions said", waited.as_secs())]
    NotProcessed {
        /// Which ticket.
        ticket: String,
        /// How long.
        waited: Duration,
    },
    /// Resources are left after everything was destroyed.
    #[error("left behind: {}", .0.join(", "))]
    LeftBehind(Vec<String>),
}

impl LocalError {
    /// For `map_err` after a file operation.
    pub(crate) fn io(action: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let action = action.into();
        |source| Self::Io { action, source }
    }

    /// For `map_err` after a call.
    pub(crate) fn call(call: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::Call { call: call.into(), reason: reason.to_string() }
    }
}

fn shown(output: &str) -> String {
    if output.is_empty() { "; its output is above".to_owned() } else { format!(":\n{output}") }
}
