//! Snapshots over stores.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod active;
mod archive;
mod place;
