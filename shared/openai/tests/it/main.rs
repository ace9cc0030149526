//! The crate against a scripted server on the loopback interface, and its published schemas.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod acceptance;
mod budget;
mod failures;
mod schemas;
mod server;
mod time;
