//! Deterministic simulation of the workflow: the production state machine runs against a store, a queue and a
//! helpdesk that are values, under a scheduler that crashes workers at any command, loses answers after success,
//! applies calls late, duplicates and drops webhooks, skews clocks and lets leases expire. A seed decides everything,
//! so a failing run is repeated by its number.
//!
//! It is not a test of the adapters: those run against the same port in their own suites.
//!
//! ```
//! let run = switchboard_simulation::run_seed(7, &switchboard_simulation::Options::default()).unwrap();
//! assert!(run.commands > 0);
//! ```

mod actor;
mod check;
mod decider;
mod faults;
mod queue;
mod rng;
mod store;
mod ticket;
mod world;

pub use check::Violation;
pub use faults::Faults;
pub use world::{Options, RunStats, run_seed, trace_seed};
