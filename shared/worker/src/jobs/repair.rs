//! `repair`: unknown replies are read back, and what crashed workers left is finished.

use std::collections::HashSet;
use std::sync::Arc;

use switchboard_domain::state::{Cause, DuePartition, EffectState, EventRow, EventStatus, Row, RowKey};
use switchboard_domain::{ConversationId, Millis, Timestamp, TraceId};
use switchboard_limits::Budget;
use switchboard_store::StoreError;
use switchboard_telemetry::{Label, Metric, Metrics};
use switchboard_workflow::EventRun;

use super::{Counts, Jobs, LONGEST_RUN, PATIENCE, PER_PARTITION, RunError, count};
use crate::executor::Executor;

/// Replies whose next look lies further ahead than this are younger than any alarm.
const HORIZON: Millis = Millis::from_hours(1);

impl Jobs {
    pub(super) async fn repair(&self) -> Result<Counts, RunError> {
        let executor = self.equipped(&self.executor)?;
        let ports = &self.ports;
        let budget = if (ports.switches)().safe_mode { Budget::Halved } else { Budget::Full };
        executor.parts().helpdesk.set_budget(budget);
        let started = ports.clock.now();
        let mut rows = Vec::new();
        for partition in DuePartition::shards() {
            rows.extend(ports.store.due(partition, started + HORIZON, PER_PARTITION).await?);
        }
        tell_ages(ports.journal.metrics(), &rows, started);
        let mut due = rows;
        due.retain(|row| row.due().is_some_and(|due| due.at <= started));
        due.sort_by_key(|row| row.due().map(|due| due.at));
        let mut seen = HashSet::new();
        let keys = due.iter().filter_map(event_to_repair).filter(|key| seen.insert(key.clone()));
        let mut examined = 0;
        for key in keys {
            // The lease must outlast the last event, and what is left is due again at the next run.
            if ports.clock.now() - started >= Millis(LONGEST_RUN.0 / 2) {
                break;
            }
            if let Some(event) = self.event(&key).await? {
                repair_event(executor, key, &event.envelope.conversation_id).await;
                examined += 1;
            }
        }
        Ok(Counts::from([("due".to_owned(), count(due.len())), ("examined".to_owned(), examined)]))
    }

    async fn event(&self, key: &str) -> Result<Option<EventRow>, StoreError> {
        let rows = self.ports.store.get(&[RowKey::event(key)]).await?;
        Ok(rows.into_iter().flatten().find_map(|row| if let Row::Event(event) = row { Some(event) } else { None }))
    }
}

async fn repair_event(executor: &Executor, key: String, conversation: &ConversationId) {
    let parts = executor.parts();
    let now = parts.clock.now();
    let owner = TraceId::generate(now, parts.randomness.as_ref()).to_string();
    let deadline = now + LONGEST_RUN;
    let run = EventRun::for_repair(Arc::clone(&parts.workflow), key, owner, deadline);
    executor.patient(PATIENCE).run(run, conversation, deadline).await;
}

fn event_to_repair(row: &Row) -> Option<String> {
    match row {
        Row::Effect(effect) => Some(effect.event_key.clone()),
        Row::Event(event) if event.status == EventStatus::Planned => Some(event.event_key.clone()),
        _ => None,
    }
}

/// How long the oldest unknown effect has been unknown, in seconds: of any cause, and of all but the one that resolves
/// itself (an accepted reply that no read has shown yet). Zero when there is none.
fn tell_ages(metrics: &Metrics, rows: &[Row], now: Timestamp) {
    let unknown = rows.iter().filter_map(|row| match row {
        Row::Effect(effect) if effect.state == EffectState::Unknown => Some(effect),
        _ => None,
    });
    let (mut any, mut other) = (Millis(0), Millis(0));
    for effect in unknown {
        let age = effect.dispatched_at.map_or(Millis(0), |at| (now - at).max(Millis(0)));
        any = any.max(age);
        if effect.cause != Some(Cause::AcceptedUnverified) {
            other = other.max(age);
        }
    }
    for (cause, age) in [("any", any), ("other", other)] {
        metrics.observe(Metric::EffectsUnknownAgeS, age.0 as f64 / 1_000.0, &[Label::CauseCode(cause)]);
    }
}
