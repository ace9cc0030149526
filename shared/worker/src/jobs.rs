//! Scheduled jobs: `retry` re-enqueues what is due, `repair` settles what is unknown. One run per job at a time.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use switchboard_domain::state::{
    AuditEntry, AuditRow, DuePartition, EventRow, EventStatus, Expect, Row, RowKey, Table, Write,
};
use switchboard_domain::{ConversationId, Millis, TraceId};
use switchboard_limits::{Budget, JobLeases, LeaseOutcome};
use switchboard_queue::SendRequest;
use switchboard_store::{Page, StoreError};
use switchboard_workflow::{EventRun, requeue};

use crate::executor::Executor;

/// Rows taken from one partition of the due index in one run.
const PER_PARTITION: usize = 50;
/// How long a repair waits for its place in the budget: its calls are the last to get one, and a run that took only what
/// is free at once would fall behind the replies it must check.
const PATIENCE: Millis = Millis::from_secs(10);
/// Longest run of a job.
const LONGEST_RUN: Millis = Millis::from_secs(300);

/// A scheduled job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Re-enqueues deferred events that are due.
    Retry,
    /// Reads unknown replies back and finishes what crashed workers left.
    Repair,
}

impl Job {
    /// All jobs.
    pub const ALL: [Self; 2] = [Self::Retry, Self::Repair];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Repair => "repair",
        }
    }

    /// The job with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// Time between runs.
    pub const fn cadence(self) -> Millis {
        match self {
            Self::Retry => Millis::from_mins(1),
            Self::Repair => Millis::from_mins(2),
        }
    }

    /// What it does, for listings.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Retry => "re-enqueue deferred events that are due",
            Self::Repair => "settle unknown replies and what crashed workers left",
        }
    }
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Counts by name.
    Ran(BTreeMap<String, u64>),
    /// Another run holds the job's lease.
    Busy,
    /// It could not run; a stable code.
    Failed(&'static str),
}

/// Runs jobs and records each run.
pub struct Jobs {
    executor: Executor,
    leases: JobLeases,
    owner: &'static str,
}

impl Jobs {
    /// Jobs over the executor's ports. `owner` names the host in the lease rows, for people and for start-up recovery.
    pub fn new(executor: Executor, leases: JobLeases, owner: &'static str) -> Self {
        Self { executor, leases, owner }
    }

    /// Runs the job now, unless another run holds its lease.
    pub async fn run(&self, job: Job) -> JobOutcome {
        let lease = match self.leases.acquire(job.name(), self.owner, LONGEST_RUN).await {
            Ok(LeaseOutcome::Held(lease)) => lease,
            Ok(LeaseOutcome::Busy { .. }) => return JobOutcome::Busy,
            Err(error) => return JobOutcome::Failed(error.code()),
        };
        let started = self.executor.parts().clock.now();
        let result = match job {
            Job::Retry => self.retry().await,
            Job::Repair => self.repair().await,
        };
        drop(self.leases.release(lease).await);
        let outcome = match result {
            Ok(counts) => JobOutcome::Ran(counts),
            Err(error) => JobOutcome::Failed(error.code()),
        };
        self.record(job, &outcome, started).await;
        let failure = if let JobOutcome::Failed(code) = &outcome { Some(*code) } else { None };
        let parts = self.executor.parts();
        parts.journal.job(parts.clock.now(), job.name(), failure);
        outcome
    }

    /// The latest runs of a job, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the audit table cannot be read.
    pub async fn history(&self, job: Job, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let page = Page::newest(limit);
        let pk = format!("JOB#{}", job.name());
        let rows = self.executor.parts().store.query(Table::Audit, &pk, "", page).await?;
        Ok(rows.into_iter().filter_map(|row| if let Row::Audit(row) = row { Some(row) } else { None }).collect())
    }

    /// Live chat first, then the longest waiting; no more than the budget can carry until the next run, or most would only
    /// be put off again.
    async fn retry(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let parts = self.executor.parts();
        let now = parts.clock.now();
        let mut due = Vec::new();
        for partition in DuePartition::shards() {
            let rows = parts.store.due(partition, now, PER_PARTITION).await?;
            due.extend(rows.into_iter().filter_map(|row| if let Row::Event(event) = row { Some(event) } else { None }));
        }
        due.retain(|event| event.status == EventStatus::Deferred);
        due.sort_by_key(|event| (std::cmp::Reverse(event.envelope.class), event.created_at));
        let waiting = due.len();
        let mut requeued = 0;
        for event in due.into_iter().take(self.events_until_next_run()) {
            let Some(job) = requeue(&event, now) else { continue };
            let Ok(body) = serde_json::to_string(&job.envelope) else { continue };
            let request = SendRequest {
                body,
                group_id: job.envelope.group_id(),
                dedup_id: job.dedup_id,
                class: job.envelope.class,
            };
            // First the queue, then the row: a crash in between sends twice under one deduplication id.
            if parts.queue.send(request).await.is_ok() && parts.store.write(vec![job.write]).await.is_ok() {
                requeued += 1;
            }
        }
        let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
        Ok(BTreeMap::from([("due".to_owned(), waiting), ("requeued".to_owned(), requeued)]))
    }

    /// A routed event costs two calls.
    fn events_until_next_run(&self) -> usize {
        let budget = &self.executor.parts().settings.richpanel.budget;
        let window = i64::from(budget.window_s.max(1)) * 1_000;
        let calls = i64::from(budget.requests) * Job::Retry.cadence().0 / window;
        usize::try_from(calls / 2).unwrap_or(0).max(1)
    }

    async fn repair(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let parts = self.executor.parts();
        let budget = if (parts.switches)().safe_mode { Budget::Halved } else { Budget::Full };
        parts.helpdesk.set_budget(budget);
        let started = parts.clock.now();
        let mut due = Vec::new();
        for partition in DuePartition::shards() {
            due.extend(parts.store.due(partition, started, PER_PARTITION).await?);
        }
        due.sort_by_key(|row| row.due().map(|due| due.at));
        let mut seen = HashSet::new();
        let keys = due.iter().filter_map(event_to_repair).filter(|key| seen.insert(key.clone()));
        let mut examined = 0;
        for key in keys {
            // The lease must outlast the last event, and what is left is due again at the next run.
            if parts.clock.now() - started >= Millis(LONGEST_RUN.0 / 2) {
                break;
            }
            if let Some(event) = self.event(&key).await? {
                self.repair_event(key, &event.envelope.conversation_id).await;
                examined += 1;
            }
        }
        let waiting = u64::try_from(due.len()).unwrap_or(u64::MAX);
        Ok(BTreeMap::from([("due".to_owned(), waiting), ("examined".to_owned(), examined)]))
    }

    async fn event(&self, key: &str) -> Result<Option<EventRow>, StoreError> {
        let rows = self.executor.parts().store.get(&[RowKey::event(key)]).await?;
        Ok(rows.into_iter().flatten().find_map(|row| if let Row::Event(event) = row { Some(event) } else { None }))
    }

    async fn repair_event(&self, key: String, conversation: &ConversationId) {
        let parts = self.executor.parts();
        let now = parts.clock.now();
        let owner = TraceId::generate(now, parts.randomness.as_ref()).to_string();
        let run = EventRun::for_repair(Arc::clone(&parts.workflow), key, owner, now + LONGEST_RUN);
        self.executor.patient(PATIENCE).run(run, conversation).await;
    }

    /// Leaves a line in the audit table; a run that cannot be recorded still counts.
    async fn record(&self, job: Job, outcome: &JobOutcome, started: switchboard_domain::Timestamp) {
        let parts = self.executor.parts();
        let now = parts.clock.now();
        let (ok, counts) = match outcome {
            JobOutcome::Ran(counts) => (true, counts.clone()),
            JobOutcome::Busy | JobOutcome::Failed(_) => (false, BTreeMap::new()),
        };
        let entry = AuditEntry::JobRun {
            job: job.name().to_owned(),
            ok,
            counts,
            duration_ms: u64::try_from((now - started).0).unwrap_or(0),
        };
        let row = AuditRow {
            pk: format!("JOB#{}", job.name()),
            at: now,
            event_id: None,
            event_key: None,
            n: 0,
            entry,
            expires_at: now + parts.workflow.keep_audit,
        };
        drop(parts.store.write(vec![Write::put(Row::Audit(row), Expect::AbsentOr(Vec::new()))]).await);
    }
}

fn event_to_repair(row: &Row) -> Option<String> {
    match row {
        Row::Effect(effect) => Some(effect.event_key.clone()),
        Row::Event(event) if event.status == EventStatus::Planned => Some(event.event_key.clone()),
        _ => None,
    }
}
