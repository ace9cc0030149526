//! All kinds against a real emulator, one process for this program. Its path is taken from the variable `MINISTACK`; see
//! `emulator.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; the exemption of clippy.toml does not reach their helpers"
)]

mod dynamodb;
mod edge;
mod emulator;
mod iam;
mod lambda;
mod lifecycle;
mod mapping;
mod queues;
mod scheduler;
mod secrets;
mod watch;
