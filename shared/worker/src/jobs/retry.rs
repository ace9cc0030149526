//! `retry`: what was put off goes back to the queue when it is due.

use switchboard_domain::state::{DuePartition, EventStatus, Row};
use switchboard_queue::SendRequest;
use switchboard_workflow::requeue;

use super::redrive::{self, MAX_REDRIVE, Quiet, RedrivePlan, Trial, Which};
use super::{Counts, Job, Jobs, PER_PARTITION, RunError, count};

impl Jobs {
    /// Live chat first, then the longest waiting; no more than the budget can carry until the next run, or most would only
    /// be put off again.
    pub(super) async fn retry(&self) -> Result<Counts, RunError> {
        let ports = &self.ports;
        let now = ports.clock.now();
        let mut due = Vec::new();
        for partition in DuePartition::shards() {
            let rows = ports.store.due(partition, now, PER_PARTITION).await?;
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
            if ports.queue.send(request).await.is_ok() && ports.store.write(vec![job.write]).await.is_ok() {
                requeued += 1;
            }
        }
        let mut counts = Counts::from([("due".to_owned(), count(waiting)), ("requeued".to_owned(), requeued)]);
        if ports.settings.queue.unattended_redrive {
            counts.insert("redriven".to_owned(), count(self.redrive().await?));
        }
        Ok(counts)
    }

    /// A routed event costs two calls.
    fn events_until_next_run(&self) -> usize {
        let budget = &self.ports.settings.richpanel.budget;
        let window = i64::from(budget.window_s.max(1)) * 1_000;
        let calls = i64::from(budget.requests) * Job::Retry.cadence().0 / window;
        usize::try_from(calls / 2).unwrap_or(0).max(1)
    }

    /// Dead letters whose cause has passed by itself. Only while nothing can be answered.
    async fn redrive(&self) -> Result<usize, RunError> {
        let redriver = self.equipped(&self.redriver)?;
        if redrive::quiet(&(self.ports.switches)()) != Quiet::Yes {
            return Ok(0);
        }
        let now = self.ports.clock.now();
        let plan = RedrivePlan { max: MAX_REDRIVE, which: Which::Transient, now, trial: Trial::Real };
        let counts = redriver.redrive(plan).await.map_err(|error| RunError::new(error.code()))?;
        Ok(counts.redriven)
    }
}
