//! The last words of a process that cannot start.

use std::io::Write;
use std::process::ExitCode;

use crate::error::HostError;

/// Tells on standard error why the process does not start, and the next step; gives its exit code.
pub fn failed_start(error: &HostError) -> ExitCode {
    let mut words = format!("error[{}]: {error}", error.code());
    if let Some(help) = error.help() {
        words.push_str("\n  help: ");
        words.push_str(&help);
    }
    // Nobody is left to be told that even this cannot be written.
    drop(writeln!(std::io::stderr().lock(), "{words}"));
    ExitCode::FAILURE
}
