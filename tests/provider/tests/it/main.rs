//! The provider through its service, called in the process, and once through the program that the engine starts.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; the exemption of clippy.toml does not reach their helpers"
)]

mod check;
mod configure;
mod diff;
mod emulated;
#[path = "../../../emulator/tests/it/emulator.rs"]
mod emulator;
mod harness;
mod invoke;
mod lifecycle;
mod names;
mod program;
mod store;
mod tables;
