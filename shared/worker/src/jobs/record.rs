//! What a run leaves: a line in the audit table, a log line, metrics.

use switchboard_domain::Timestamp;
use switchboard_domain::state::{AuditEntry, AuditRow, Expect, Row, Table, Write};
use switchboard_store::{Page, StoreError};
use switchboard_workflow::Config;

use super::{Counts, Job, JobOutcome, Jobs};

/// Partition of the audit table with the runs of a job.
fn partition(job: Job) -> String {
    format!("JOB#{}", job.name())
}

impl Jobs {
    /// The latest runs of a job, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the audit table cannot be read.
    pub async fn history(&self, job: Job, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let rows = self.ports.store.query(Table::Audit, &partition(job), "", Page::newest(limit)).await?;
        Ok(rows.into_iter().filter_map(|row| if let Row::Audit(row) = row { Some(row) } else { None }).collect())
    }

    /// Tells how a run went; a run that cannot be recorded still counts.
    pub(super) async fn record(&self, job: Job, outcome: &JobOutcome, started: Timestamp) {
        let now = self.ports.clock.now();
        let (failure, counts) = match outcome {
            JobOutcome::Ran(counts) => (None, counts.clone()),
            JobOutcome::Busy => (Some("job.busy"), Counts::new()),
            JobOutcome::Failed { code, counts } => (Some(*code), counts.clone()),
        };
        let entry = AuditEntry::JobRun {
            job: job.name().to_owned(),
            ok: failure.is_none(),
            counts,
            duration_ms: u64::try_from((now - started).0).unwrap_or(0),
        };
        let row = AuditRow {
            pk: partition(job),
            at: now,
            event_id: None,
            event_key: None,
            n: 0,
            entry,
            expires_at: now + Config::default().keep_audit,
        };
        drop(self.ports.store.write(vec![Write::put(Row::Audit(row), Expect::AbsentOr(Vec::new()))]).await);
        self.ports.journal.job(now, job.name(), now - started, failure);
    }
}
