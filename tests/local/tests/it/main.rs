//! The deployed middleware: real engine, emulator, real functions, simulated vendors.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod deployment;
mod life;
mod privilege;
mod statements;
