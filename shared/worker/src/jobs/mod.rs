//! Scheduled jobs: one run per job at a time, a line in the audit table for each run.

mod health;
mod job;
mod probe;
mod record;
mod redrive;
mod repair;
mod retry;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Randomness};
use switchboard_limits::{JobLeases, LeaseOutcome};
use switchboard_queue::Queue;
use switchboard_settings::{SecretSource, Settings};
use switchboard_store::{Store, StoreError};

use crate::executor::Executor;
use crate::journal::Journal;
use crate::parts::Switches;

pub use job::Job;
pub use probe::{Probe, ProbeError};
pub use redrive::{
    Choice, ListedDeadLetters, MAX_REDRIVE, Quiet, RedriveCounts, RedrivePlan, Redriver, Trial, Which, quiet,
};

/// Rows taken from one partition of the due index in one run.
const PER_PARTITION: usize = 50;
/// How long a job waits for its place in a budget: its calls are the last to get one, and a run that took only what is
/// free at once would fall behind the replies it must check.
const PATIENCE: Millis = Millis::from_secs(10);
/// Longest run of a job.
const LONGEST_RUN: Millis = Millis::from_secs(300);

/// Code of a run whose job was not given the part that it needs.
pub const NOT_EQUIPPED: &str = "job.not_equipped";

/// Counts of a run by name.
pub type Counts = BTreeMap<String, u64>;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// It did its work.
    Ran(Counts),
    /// Another run holds the job's lease.
    Busy,
    /// It could not do its work, or found what it looks after broken.
    Failed {
        /// A stable code.
        code: &'static str,
        /// What was counted until then.
        counts: Counts,
    },
}

/// A run that failed.
struct RunError {
    code: &'static str,
    counts: Counts,
}

impl RunError {
    const fn new(code: &'static str) -> Self {
        Self { code, counts: Counts::new() }
    }
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::new(error.code())
    }
}

/// What every job needs. No vendor is among it: the job that moves messages may hold no vendor's key.
#[derive(Clone)]
pub struct JobPorts {
    /// Says how much may be done, and whether dead letters go back unattended.
    pub settings: Arc<Settings>,
    /// Rows that are due, leases, and the lines of runs.
    pub store: Arc<dyn Store>,
    /// Takes what is enqueued again.
    pub queue: Arc<dyn Queue>,
    /// Kill switches, at most 30 s old.
    pub switches: Switches,
    /// Tells how runs went.
    pub journal: Journal,
    /// For what is due and how long a run took.
    pub clock: Arc<dyn Clock>,
    /// For ids.
    pub randomness: Arc<dyn Randomness>,
}

/// Runs jobs and records each run. What only some jobs need is given by the `with_` methods; a job whose part is not
/// given fails with [`NOT_EQUIPPED`].
pub struct Jobs {
    ports: JobPorts,
    leases: JobLeases,
    owner: &'static str,
    executor: Option<Executor>,
    redriver: Option<Arc<dyn Redriver>>,
    secrets: Option<Arc<dyn SecretSource>>,
    probe: Option<Probe>,
}

impl Jobs {
    /// Jobs over these ports. `owner` names the host in the lease rows, for people and for start-up recovery.
    pub fn new(ports: JobPorts, owner: &'static str) -> Self {
        let leases = JobLeases::new(Arc::clone(&ports.store), Arc::clone(&ports.clock));
        Self { ports, leases, owner, executor: None, redriver: None, secrets: None, probe: None }
    }

    /// The worker that `repair` runs events on and whose vendors `health` asks.
    #[must_use]
    pub fn with_executor(self, executor: Executor) -> Self {
        Self { executor: Some(executor), ..self }
    }

    /// The dead letters from which `retry` may send back, if the settings let it.
    #[must_use]
    pub fn with_redriver(self, redriver: Arc<dyn Redriver>) -> Self {
        Self { redriver: Some(redriver), ..self }
    }

    /// The secrets whose presence `health` checks.
    #[must_use]
    pub fn with_secrets(self, secrets: Arc<dyn SecretSource>) -> Self {
        Self { secrets: Some(secrets), ..self }
    }

    /// The public edge that `probe` asks.
    #[must_use]
    pub fn with_probe(self, probe: Probe) -> Self {
        Self { probe: Some(probe), ..self }
    }

    /// Runs the job now, unless another run holds its lease.
    pub async fn run(&self, job: Job) -> JobOutcome {
        let lease = match self.leases.acquire(job.name(), self.owner, LONGEST_RUN).await {
            Ok(LeaseOutcome::Held(lease)) => lease,
            Ok(LeaseOutcome::Busy { .. }) => return JobOutcome::Busy,
            Err(error) => return JobOutcome::Failed { code: error.code(), counts: Counts::new() },
        };
        let started = self.ports.clock.now();
        let result = match job {
            Job::Retry => self.retry().await,
            Job::Repair => self.repair().await,
            Job::Health => self.health().await,
            Job::Probe => self.probe().await,
        };
        drop(self.leases.release(lease).await);
        let outcome = match result {
            Ok(counts) => JobOutcome::Ran(counts),
            Err(RunError { code, counts }) => JobOutcome::Failed { code, counts },
        };
        self.record(job, &outcome, started).await;
        outcome
    }

    fn equipped<'a, T>(&self, part: &'a Option<T>) -> Result<&'a T, RunError> {
        part.as_ref().ok_or(RunError::new(NOT_EQUIPPED))
    }
}

/// A number for a report.
fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
