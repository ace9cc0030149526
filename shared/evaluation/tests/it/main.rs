//! Tests of the public interface.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod data;
mod fixtures;
mod gates;
mod measures;
mod recorded;
mod report;
