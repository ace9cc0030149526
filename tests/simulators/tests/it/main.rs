//! Drives the real clients against the simulators over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; the exemption of clippy.toml does not reach their helpers"
)]

mod admin;
mod failures;
mod harness;
mod invariants;
mod reading;
mod shopify;
mod webhooks;
mod writing;
