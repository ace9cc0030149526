//! One invocation, and what became of it.

use std::time::{Duration, Instant};

use hyper::body::Bytes;

/// An event on its way to the function.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) id: String,
    pub(crate) event: Bytes,
}

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The function answered with these bytes.
    Answer(Bytes),
    /// The function reported an error: its type from the header, and the report in JSON.
    Error {
        /// `Lambda-Runtime-Function-Error-Type`; empty if it was not sent.
        kind: String,
        /// `{"errorType":…,"errorMessage":…}`.
        report: Bytes,
    },
}

/// An invocation that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoked {
    /// Its id, as the function was told.
    pub id: String,
    /// When the function must have ended, milliseconds since 1970, as the function was told.
    pub deadline_ms: u64,
    /// From the event handed over to the result received.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
}

/// What the interface was told by the function, in the order in which it was told.
#[derive(Debug)]
pub(crate) enum Told {
    /// It asked for an event.
    Polled(Instant),
    /// It answered or failed.
    Ended(Invoked),
    /// It will not start.
    InitFailed(String),
}
