//! A log of the engine's calls, so that tests can see what happened in which order.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::urn::Urn;

/// A call of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// Inputs are judged.
    Check,
    /// Inputs are compared.
    Diff,
    /// A resource is made, or would be.
    Create,
    /// A resource is looked up.
    Read,
    /// A resource is changed, or would be.
    Update,
    /// A resource is removed.
    Delete,
    /// A function is called.
    Invoke,
    /// The provider gets its configuration.
    Configure,
    /// The engine wants everything to end.
    Cancel,
}

/// One line of the log.
#[derive(Debug, Serialize)]
struct Line<'a> {
    /// What was called.
    op: Operation,
    /// The resource, or the token of the function; empty for calls about the provider.
    urn: &'a str,
    /// Whether only a preview is wanted.
    preview: bool,
    /// Milliseconds since 1970.
    time: u128,
}

/// Writes JSON lines to the end of a file, or nothing.
#[derive(Debug, Default)]
pub struct Journal(Option<Mutex<File>>);

impl Journal {
    /// A log in this file.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(Some(Mutex::new(file))))
    }

    /// Notes a call at its beginning. A line that cannot be written is lost: a full disk is no reason to fail a deployment.
    pub fn note(&self, op: Operation, urn: &Urn, preview: bool) {
        let Some(file) = &self.0 else { return };
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let line = Line { op, urn: urn.as_str(), preview, time };
        if let Ok(mut text) = serde_json::to_string(&line) {
            text.push('\n');
            // One write a line, so that several processes can share the file.
            let _ = file.lock().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes());
        }
    }
}
