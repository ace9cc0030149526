//! What the typed resources send, and what the compiler refuses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod compile;
mod functions;
mod policy;
mod program;
mod provider;
mod resources;
mod schema;
