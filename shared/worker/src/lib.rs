//! The worker that every host runs: it carries out what [`switchboard_workflow`] asks for, against the store, the
//! queue, the helpdesk and the order source, and it runs the jobs that keep the ledger moving.
//!
//! It decides nothing by itself: the workflow says what comes next and the policy says what a message gets. Hosts
//! differ only in the ports they hand over (embedded store and queue, or their cloud equals).

mod active;
mod advisor;
mod consumer;
mod context;
mod decider;
mod executor;
mod handler;
mod helpdesk;
mod jobs;
mod journal;
mod look;
mod lookup;
mod measure;
mod parts;

pub use active::ActivePolicy;
pub use advisor::{Advisor, ModelAdvisor, ModelBuckets, ModelSetup, ModelSlot, TOKENS_PER_UNIT};
pub use consumer::Consumer;
pub use executor::Executor;
pub use handler::EventHandler;
pub use helpdesk::{BotSeat, Capabilities, Helpdesk};
pub use jobs::{
    Choice, Counts, Job, JobOutcome, JobPorts, Jobs, ListedDeadLetters, MAX_REDRIVE, NOT_EQUIPPED, Probe, ProbeError,
    Quiet, RedriveCounts, RedrivePlan, Redriver, Trial, Which, quiet,
};
pub use journal::Journal;
pub use lookup::OrderSource;
pub use parts::{Parts, Switches, workflow_config};
