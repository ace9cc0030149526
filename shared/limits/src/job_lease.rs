//! Leases of scheduled jobs: one run per job at a time, on whatever host the schedule fires.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_domain::state::LimitRow;
use switchboard_domain::{Clock, Millis, Timestamp};
use switchboard_store::{Store, WriteError};

use crate::document::{Document, Versioned};
use crate::error::LimitsError;

/// What the row says beside the end of the lease.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    owner: String,
    taken_at: Option<Timestamp>,
}

/// Gives out the leases, rows `J#<job>`.
pub struct JobLeases {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

/// A lease that this process holds. It ends by itself; dropping it does not release it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLease {
    job: String,
    owner: String,
    version: u64,
    taken_at: Timestamp,
    until: Timestamp,
}

/// Answer to a request for a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseOutcome {
    /// The job may run.
    Held(JobLease),
    /// Another run is under way.
    Busy {
        /// Who runs it.
        owner: String,
        /// When its lease ends, unless it is prolonged.
        until: Timestamp,
    },
}

impl JobLease {
    /// The job.
    pub fn job(&self) -> &str {
        &self.job
    }

    /// When the lease ends. Work after this instant is without protection.
    pub const fn until(&self) -> Timestamp {
        self.until
    }
}

impl JobLeases {
    /// Leases kept in this store.
    pub const fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Takes the lease of a job for `span` if nobody holds it. `owner` names the run or its host, for people.
    ///
    /// # Errors
    /// [`LimitsError::Store`] when the row cannot be read or written.
    pub async fn acquire(&self, job: &str, owner: &str, span: Millis) -> Result<LeaseOutcome, LimitsError> {
        let document = self.document(job);
        let stored = document.read(Holder::default()).await?;
        let now = self.clock.now();
        if let Some(until) = stored.lease_until.filter(|until| *until >= now) {
            return Ok(LeaseOutcome::Busy { owner: stored.data.owner, until });
        }
        let until = now + span;
        let data = Holder { owner: owner.to_owned(), taken_at: Some(now) };
        match document.write(Versioned { version: stored.version, lease_until: Some(until), data }).await {
            Ok(written) => Ok(LeaseOutcome::Held(JobLease {
                job: job.to_owned(),
                owner: owner.to_owned(),
                version: written.version,
                taken_at: now,
                until,
            })),
            Err(WriteError::ConditionFailed { .. }) => {
                let winner = document.read(Holder::default()).await?;
                Ok(LeaseOutcome::Busy { owner: winner.data.owner, until: winner.lease_until.unwrap_or(now) })
            }
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }

    /// Prolongs a lease to `span` from now.
    ///
    /// # Errors
    /// [`LimitsError::Contended`] when it was lost to another run: stop. [`LimitsError::Store`] when the row cannot be
    /// written; the lease keeps its end.
    pub async fn renew(&self, lease: JobLease, span: Millis) -> Result<JobLease, LimitsError> {
        let until = self.clock.now() + span;
        let version = self.rewrite(&lease, Some(until)).await?;
        Ok(JobLease { version, until, ..lease })
    }

    /// Gives a lease back.
    ///
    /// # Errors
    /// [`LimitsError::Contended`] when it had been lost to another run. [`LimitsError::Store`] when the row cannot be
    /// written; the lease ends by itself.
    pub async fn release(&self, lease: JobLease) -> Result<(), LimitsError> {
        self.rewrite(&lease, None).await.map(drop)
    }

    /// Releases a lease that a former process of this data directory left behind: one whose recorded owner is `owner`.
    /// Returns whether it was. For start-up recovery, with a name that only the owner of the directory uses.
    ///
    /// # Errors
    /// [`LimitsError`] when the row cannot be written or is changing.
    pub async fn release_orphaned(&self, row: &LimitRow, owner: &str) -> Result<bool, LimitsError> {
        let Some(job) = row.pk.strip_prefix("J#") else { return Ok(false) };
        let stored = self.document(job).read(Holder::default()).await?;
        let (Some(until), Some(taken_at)) = (stored.lease_until, stored.data.taken_at) else { return Ok(false) };
        if stored.data.owner != owner {
            return Ok(false);
        }
        let lease = JobLease { job: job.to_owned(), owner: owner.to_owned(), version: stored.version, taken_at, until };
        self.release(lease).await.map(|()| true)
    }

    fn document(&self, job: &str) -> Document<Holder> {
        Document::new(Arc::clone(&self.store), format!("J#{job}"))
    }

    async fn rewrite(&self, lease: &JobLease, lease_until: Option<Timestamp>) -> Result<u64, LimitsError> {
        let data = Holder { owner: lease.owner.clone(), taken_at: Some(lease.taken_at) };
        match self.document(&lease.job).write(Versioned { version: lease.version, lease_until, data }).await {
            Ok(written) => Ok(written.version),
            Err(WriteError::ConditionFailed { .. }) => Err(LimitsError::Contended),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use switchboard_domain::state::Row;
    use switchboard_store::{LocalStore, MemoryStore};

    use super::*;
    use crate::doubles::ManualClock;

    const SPAN: Millis = Millis::from_secs(60);

    fn leases() -> (Arc<MemoryStore>, Arc<ManualClock>, JobLeases) {
        let (store, clock) = (Arc::new(MemoryStore::new()), Arc::new(ManualClock::default()));
        (store.clone(), clock.clone(), JobLeases::new(store, clock))
    }

    async fn held(leases: &JobLeases, job: &str) -> JobLease {
        match leases.acquire(job, "me", SPAN).await.unwrap() {
            LeaseOutcome::Held(lease) => lease,
            LeaseOutcome::Busy { .. } => panic!("busy"),
        }
    }

    #[tokio::test]
    async fn one_run_per_job() {
        let (_, _, leases) = leases();
        let outcomes = join_all((0..8).map(|_| leases.acquire("sweep", "me", SPAN))).await;
        let held = outcomes.iter().filter(|outcome| matches!(outcome, Ok(LeaseOutcome::Held(_)))).count();
        assert_eq!(held, 1);
        assert!(matches!(leases.acquire("repair", "me", SPAN).await, Ok(LeaseOutcome::Held(_))), "another job");
    }

    #[tokio::test]
    async fn a_lease_ends_by_release_or_by_time() {
        let (_, clock, leases) = leases();
        let lease = held(&leases, "sweep").await;
        assert_eq!(lease.job(), "sweep");
        let busy = LeaseOutcome::Busy { owner: "me".into(), until: lease.until() };
        assert_eq!(leases.acquire("sweep", "you", SPAN).await.unwrap(), busy);
        leases.release(lease).await.unwrap();
        let lease = held(&leases, "sweep").await;
        clock.pass(60_000);
        assert!(matches!(leases.acquire("sweep", "you", SPAN).await, Ok(LeaseOutcome::Busy { .. })), "to the instant");
        clock.pass(1);
        assert!(matches!(leases.acquire("sweep", "you", SPAN).await, Ok(LeaseOutcome::Held(_))));
        assert_eq!(leases.renew(lease.clone(), SPAN).await, Err(LimitsError::Contended), "lost");
        assert_eq!(leases.release(lease).await, Err(LimitsError::Contended));
    }

    #[tokio::test]
    async fn a_renewed_lease_lasts_longer() {
        let (_, clock, leases) = leases();
        let lease = held(&leases, "sweep").await;
        clock.pass(50_000);
        let lease = leases.renew(lease, SPAN).await.unwrap();
        clock.pass(50_000);
        assert!(matches!(leases.acquire("sweep", "you", SPAN).await, Ok(LeaseOutcome::Busy { .. })));
        leases.release(lease).await.unwrap();
    }

    #[tokio::test]
    async fn recovery_releases_only_what_the_former_owner_held() {
        let (store, _, leases) = leases();
        held(&leases, "sweep").await;
        leases.acquire("repair", "operator", SPAN).await.unwrap();
        let mut released = Vec::new();
        for row in store.leased_rows(10).await.unwrap() {
            let Row::Limit(row) = row else { panic!("{row:?}") };
            if leases.release_orphaned(&row, "me").await.unwrap() {
                released.push(row.pk);
            }
        }
        assert_eq!(released, ["J#sweep"]);
        held(&leases, "sweep").await;
        assert!(matches!(leases.acquire("repair", "me", SPAN).await, Ok(LeaseOutcome::Busy { .. })));
    }
}
