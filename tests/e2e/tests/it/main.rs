//! The real binary as a process, between customers who write in and simulated vendors that live in the test process and
//! so survive every kill.
//!
//! `KILLS` sets the number of kills (50), `SEED` repeats a run's random choices, `FAST_TESTS=1` makes it five kills.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests; the exemption of clippy.toml does not reach their helpers"
)]

mod automation;
mod backlog;
mod bad_requests;
mod bad_starts;
mod canary;
mod crash;
mod customers;
mod kill;
mod ledger;
mod model;
mod random;
mod switches;
mod vendors;
