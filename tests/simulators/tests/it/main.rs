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
mod openai;
mod openai_client;
mod openai_quirks;
mod openai_refusals;
mod reading;
mod shopify;
mod webhooks;
mod writing;
