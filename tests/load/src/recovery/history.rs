//! The storage cost of one event (receive, three ledger transactions, delete) beside a short and a long history. The
//! histories take turns, so that noise of the machine hits both.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use switchboard_domain::state::{EffectState, EventStatus, Expect, Row, RowKey, Write};
use switchboard_domain::{Clock, Envelope, Millis, SystemClock};
use switchboard_queue::{Delivery, EmbeddedQueue, Queue, QueueConfig};
use switchboard_store::{DataDir, EmbeddedStore, Store};

use super::events;
use crate::error::LoadError;
use crate::statistics::Samples;

/// Events worked on in a round: fewer than wait.
pub(super) const EVENTS: usize = 500;
/// Events that wait in the queue, beside either history.
const WAITING: usize = 1_000;
/// Rounds of a repetition. After each, untimed, the history gets back its length.
pub(super) const ROUNDS: usize = 6;
/// Events worked on at a time; commits are shared, so that the disk's latency does not hide the work.
const WORKERS: usize = 25;
const VISIBILITY: Millis = Millis::from_mins(6);

struct History {
    queue: EmbeddedQueue,
    store: EmbeddedStore,
    /// Number of the next new event.
    next: usize,
    _dir: DataDir,
    _files: tempfile::TempDir,
}

/// Microseconds an event for each of the two histories.
pub(super) async fn measure(work: &Path, lengths: [usize; 2], repetitions: usize) -> Result<[Samples; 2], LoadError> {
    let mut histories = [History::filled(work, lengths[0]).await?, History::filled(work, lengths[1]).await?];
    let mut costs = [Samples::default(), Samples::default()];
    for history in &mut histories {
        history.repetition().await?; // caches warm, the copy of the log after filling done
    }
    for _ in 0..repetitions {
        for (history, cost) in histories.iter_mut().zip(&mut costs) {
            cost.push(history.repetition().await?);
        }
    }
    Ok(costs)
}

impl History {
    /// So many finished events in the ledger; the backlog is the same for every length.
    async fn filled(work: &Path, length: usize) -> Result<Self, LoadError> {
        let files = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
        let dir = DataDir::open(&files.path().join("data"))?;
        let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
        let queue = EmbeddedQueue::open(&dir.queue_file(), config, Arc::new(SystemClock::new()))?;
        let store = EmbeddedStore::open(&dir.state_file())?;
        events::enqueue(&queue, 0..WAITING).await?;
        events::record(&store, length).await?;
        Ok(Self { queue, store, next: WAITING, _dir: dir, _files: files })
    }

    /// Microseconds an event over [`ROUNDS`] rounds.
    async fn repetition(&mut self) -> Result<f64, LoadError> {
        let (mut worked, mut spent) = (Vec::new(), Duration::ZERO);
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let round = self.work_off().await?;
            spent += started.elapsed();
            events::enqueue(&self.queue, self.next..self.next + round.len()).await?;
            self.next += round.len();
            events::forget(&self.store, &round).await?;
            worked.extend(round);
        }
        Ok(spent.as_secs_f64() * 1e6 / worked.len() as f64)
    }

    /// Works off [`EVENTS`] events and gives their numbers.
    async fn work_off(&self) -> Result<Vec<usize>, LoadError> {
        let mut worked = Vec::new();
        while worked.len() < EVENTS {
            let deliveries = self.queue.receive(WORKERS, VISIBILITY).await?;
            if deliveries.is_empty() {
                return Err(LoadError::process("the queue", "gave out fewer events than wait in it"));
            }
            let done = deliveries.iter().map(|delivery| self.work_on(delivery));
            worked.extend(futures::future::try_join_all(done).await?);
        }
        Ok(worked)
    }

    async fn work_on(&self, delivery: &Delivery) -> Result<usize, LoadError> {
        let invalid = |_| LoadError::process("the queue", "gave out a body that is no envelope");
        let envelope: Envelope = serde_json::from_str(&delivery.body).map_err(invalid)?;
        let digits: String = envelope.event_id.as_str().chars().filter(char::is_ascii_digit).collect();
        let number = digits.parse().map_err(|_| LoadError::process("the queue", "gave out a foreign event"))?;
        let now = SystemClock::new().now();
        self.store.get(&[RowKey::event(&events::event_key(number))]).await?;
        let claimed = events::event_row(number, EventStatus::Claimed, now)?;
        self.store.write(vec![Write::put(Row::Event(claimed), Expect::Absent)]).await?;
        for (status, state) in
            [(EventStatus::Planned, EffectState::Dispatching), (EventStatus::Done, EffectState::Confirmed)]
        {
            let event = Row::Event(events::event_row(number, status, now)?);
            let effect = Row::Effect(events::effect_row(number, state, now));
            let effect_expect =
                if status == EventStatus::Planned { Expect::Absent } else { Expect::Present(Vec::new()) };
            let writes = vec![Write::put(event, Expect::Present(Vec::new())), Write::put(effect, effect_expect)];
            self.store.write(writes).await?;
        }
        self.queue.delete(&delivery.receipt).await?;
        Ok(number)
    }
}
