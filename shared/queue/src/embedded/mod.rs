//! The durable queue of a single installation, on SQLite.
//!
//! One writer thread commits in groups, as in the store; the file is the queue's own, so that ingress and worker do not
//! share an `fsync`. Only the head of each group can be delivered, and heads are indexed by the instant from which on they
//! may be: a receive costs the same with ten messages and with a million.
//!
//! A second process (an operator's redrive) may use the file at the same time; a receiver notices what it sends at the end
//! of its current wait. Time comes from the [`Clock`] port alone.

mod heads;
mod messages;
mod schema;
#[cfg(test)]
mod tests;
mod wakeup;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use switchboard_domain::{Clock, Millis, Timestamp};
use switchboard_store::database::connect_writer;
use switchboard_store::group_commit::Committer;
use switchboard_store::migration::migrate;
use switchboard_store::readers::Readers;

use crate::config::QueueConfig;
use crate::dead_letters::{DeadLetter, DeadLetters, Rewrite};
use crate::error::QueueError;
use crate::port::{Delivery, Queue, QueueAttributes, Receipt, SendOutcome, SendRequest};
use wakeup::Wakeup;

/// Served in this order: groups with an interactive message, all others.
const LANES: [i64; 2] = [0, 1];

/// A queue in one SQLite file.
pub struct EmbeddedQueue {
    committer: Committer,
    readers: Readers,
    config: QueueConfig,
    clock: Arc<dyn Clock>,
    wakeup: Wakeup,
}

/// What a retention sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages that waited too long and are dead letters now.
    pub overdue: usize,
    /// Dead letters dropped for good.
    pub dead: usize,
    /// Deduplication ids forgotten.
    pub dedup: usize,
}

impl EmbeddedQueue {
    /// Opens the queue at `file`, creating it or bringing its schema up to date. Blocks the thread meanwhile.
    ///
    /// # Errors
    /// [`QueueError::Database`], among others when a newer release wrote the file.
    pub fn open(file: &Path, config: QueueConfig, clock: Arc<dyn Clock>) -> Result<Self, QueueError> {
        let mut connection = connect_writer(file)?;
        migrate(&mut connection, schema::MIGRATIONS)?;
        let committer = Committer::start("queue-writer", connection)?;
        Ok(Self { committer, readers: Readers::new(file), config, clock, wakeup: Wakeup::default() })
    }

    /// Ends the deliveries of a former process, so that nothing waits for its visibility timeouts; returns how many. Only
    /// for the owner of the data directory, before its first receive. The deliveries stay counted.
    ///
    /// # Errors
    /// [`QueueError::Database`] when the queue cannot be written.
    pub async fn release_in_flight(&self) -> Result<usize, QueueError> {
        let released = self.committer.submit(heads::release_all).await?;
        self.wakeup.announce(self.clock.now());
        Ok(released)
    }

    /// Applies the retention times to up to `limit` entries of each kind: overdue messages become dead letters, old dead
    /// letters and deduplication ids go. Nothing depends on it but the size of the file.
    ///
    /// # Errors
    /// [`QueueError::Database`] when the queue cannot be written.
    pub async fn sweep(&self, limit: usize) -> Result<Swept, QueueError> {
        let config = self.config;
        self.change(move |connection, now| {
            let overdue = messages::overdue(connection, now.saturating_sub(config.retention), limit)?;
            for head in &overdue {
                messages::bury(connection, head, "retention", now)?;
            }
            let dead = messages::drop_dead(connection, now.saturating_sub(config.dead_retention), limit)?;
            let dedup = messages::forget(connection, now, limit)?;
            Ok(Swept { overdue: overdue.len(), dead, dedup })
        })
        .await
    }

    /// Runs a change with the time at which it happens, so that times rise with sequence numbers.
    async fn change<T, F>(&self, change: F) -> Result<T, QueueError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, Timestamp) -> Result<T, QueueError> + Send + 'static,
    {
        let clock = Arc::clone(&self.clock);
        self.committer.submit(move |connection| change(connection, clock.now())).await
    }

    /// As [`Self::change`], for a delivery that must not have ended; announces what becomes ready by it.
    async fn change_delivery<F>(&self, receipt: &Receipt, change: F) -> Result<(), QueueError>
    where
        F: FnOnce(&Connection, &heads::Head, Timestamp) -> Result<Option<Timestamp>, QueueError> + Send + 'static,
    {
        let receipt = receipt.clone();
        let ready = self
            .change(move |connection, now| {
                let head = heads::in_flight(connection, &receipt, now)?;
                change(connection, &head, now)
            })
            .await?;
        if let Some(at) = ready {
            self.wakeup.announce(at);
        }
        Ok(())
    }
}

#[async_trait]
impl Queue for EmbeddedQueue {
    async fn send(&self, request: SendRequest) -> Result<SendOutcome, QueueError> {
        request.validate()?;
        let config = self.config;
        let outcome = self.change(move |connection, now| messages::send(connection, &request, &config, now)).await?;
        if outcome == SendOutcome::Accepted {
            self.wakeup.announce(self.clock.now() + self.config.delay);
        }
        Ok(outcome)
    }

    async fn wait(&self, max_wait: Millis) -> Result<(), QueueError> {
        let deadline = self.clock.now() + max_wait;
        loop {
            let waiter = self.wakeup.register();
            let mut announced = std::pin::pin!(self.wakeup.notify().notified());
            announced.as_mut().enable();
            let next = self.readers.read(heads::next_ready).await?;
            let until = next.map_or(deadline, |next| next.min(deadline));
            let now = self.clock.now();
            if until <= now {
                return Ok(());
            }
            waiter.waits_until(until);
            tokio::select! {
                () = announced => {}
                () = tokio::time::sleep(self.clock.real_duration(until - now)) => return Ok(()),
            }
        }
    }

    async fn receive(&self, max: usize, visibility: Millis) -> Result<Vec<Delivery>, QueueError> {
        let config = self.config;
        // A delivery needs some time of its own, or it would end as it begins and never be received often enough.
        let visibility = visibility.max(Millis(1));
        self.change(move |connection, now| messages::receive(connection, max, now + visibility, &config, now)).await
    }

    async fn delete(&self, receipt: &Receipt) -> Result<(), QueueError> {
        self.change_delivery(receipt, |connection, head, _| messages::remove(connection, head)).await
    }

    async fn change_visibility(&self, receipt: &Receipt, visibility: Millis) -> Result<(), QueueError> {
        self.change_delivery(receipt, move |connection, head, now| {
            heads::end_delivery(connection, head, now, visibility).map(Some)
        })
        .await
    }

    async fn dead_letter(&self, receipt: &Receipt, reason: &str) -> Result<(), QueueError> {
        let reason = reason.to_owned();
        self.change_delivery(receipt, move |connection, head, now| messages::bury(connection, head, &reason, now)).await
    }

    async fn attributes(&self) -> Result<QueueAttributes, QueueError> {
        let now = self.clock.now();
        self.readers.read(move |connection| messages::attributes(connection, now)).await
    }
}

#[async_trait]
impl DeadLetters for EmbeddedQueue {
    async fn list(&self, after: Option<u64>, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        self.readers.read(move |connection| messages::dead(connection, after.unwrap_or(0), limit)).await
    }

    async fn redrive(&self, max: usize, rewrite: &Rewrite) -> Result<usize, QueueError> {
        let mut back = Vec::new();
        for letter in self.list(None, max).await? {
            if let Some(request) = rewrite(&letter) {
                request.validate()?;
                back.push((letter.id, request));
            }
        }
        let config = self.config;
        let redriven = self
            .change(move |connection, now| {
                let mut redriven = 0;
                for (id, request) in &back {
                    // Another operator may have been faster.
                    if messages::take_dead(connection, *id)? {
                        messages::insert(connection, request, now, now + config.delay)?;
                        redriven += 1;
                    }
                }
                Ok(redriven)
            })
            .await?;
        self.wakeup.announce(self.clock.now() + self.config.delay);
        Ok(redriven)
    }

    async fn count(&self) -> Result<u64, QueueError> {
        self.readers.read(messages::count_dead).await
    }
}
