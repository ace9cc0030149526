//! Drives the real clients against the simulators over HTTP.

mod admin;
mod failures;
mod harness;
mod invariants;
mod reading;
mod shopify;
mod webhooks;
mod writing;
