//! Putting an event off: a durable row with a due time, and the message acknowledged.

use switchboard_domain::state::{
    AuditEntry, Check, Due, DuePartition, EventRow, EventStatus, Expect, Row, RowKey, Write,
};
use switchboard_domain::{Envelope, Millis, Source, Timestamp, keys};

use crate::command::{Command, Disposition};
use crate::run::{EventRun, Phase};

impl EventRun {
    /// Before the ticket was read: the conversation's one deferral row, read again because it may have appeared.
    pub(crate) fn defer_unread(&mut self, due: Timestamp, reason: &str) -> Command {
        if self.is_repair() {
            return self.end(Disposition::Done);
        }
        let Some(envelope) = &self.envelope else { return self.retry("no_envelope") };
        let key = RowKey::event(&keys::wait_key(&envelope.conversation_id));
        self.wait_for(Phase::WaitRow { due, reason: reason.to_owned() }, Command::Load(vec![key]))
    }

    pub(crate) fn on_wait_row(
        &mut self,
        now: Timestamp,
        rows: Option<Vec<Option<Row>>>,
        due: Timestamp,
        reason: String,
    ) -> Command {
        let Some(mut rows) = rows else { return self.retry("store_unavailable") };
        let Some(envelope) = self.envelope.clone() else { return self.retry("no_envelope") };
        let due = later_than(now, due);
        let stored = match rows.pop().flatten() {
            Some(Row::Event(row)) => Some(row),
            _ => None,
        };
        let wait_key = keys::wait_key(&envelope.conversation_id);
        let expect = match &stored {
            None => Expect::Absent,
            Some(row) => Expect::Present(vec![Check::Fence(row.fence)]),
        };
        let row = self.deferral_row(now, wait_key, envelope, stored.as_ref(), due, &reason);
        self.entries.push(AuditEntry::Deferred { due_at: due, reason });
        let writes = vec![Write::put(Row::Event(row), expect)];
        self.close(now, Disposition::Done, writes)
    }

    /// Of two deferred events of one conversation the oldest arrival and the highest class win.
    fn deferral_row(
        &self,
        now: Timestamp,
        wait_key: String,
        mut envelope: Envelope,
        stored: Option<&EventRow>,
        due: Timestamp,
        reason: &str,
    ) -> EventRow {
        let mut due = due;
        if let Some(stored) = stored.filter(|row| row.status == EventStatus::Deferred) {
            envelope.class = envelope.class.max(stored.envelope.class);
            envelope.not_before = envelope.not_before.max(stored.envelope.not_before);
            // The newest arrival decides what a read covers; the oldest one is kept in `created_at`.
            envelope.received_at = envelope.received_at.max(stored.envelope.received_at);
            // A time that has passed may have been re-enqueued already: under it, the queue would take the next attempt
            // for a duplicate and the row would be deleted for nothing.
            due = stored.due.filter(|stored| stored.at > now).map_or(due, |stored| due.min(stored.at));
        }
        let created_at = stored.map_or(envelope.received_at, |row| row.created_at.min(envelope.received_at));
        let due = Due { partition: DuePartition::of(&wait_key), at: due };
        let attempt = envelope.attempt;
        let row = EventRow::new(wait_key, envelope, &self.conversation_key, created_at, now + self.cfg.keep);
        EventRow {
            status: EventStatus::Deferred,
            fence: stored.map_or(0, |row| row.fence) + 1,
            attempt,
            due: Some(due),
            calls_used: self.calls,
            failure: Some(reason.to_owned()),
            ..row
        }
    }

    /// After the claim: the event row itself waits.
    pub(crate) fn defer_claimed(&mut self, now: Timestamp, due_at: Timestamp, reason: &str) -> Command {
        let due_at = later_than(now, due_at);
        let due = self.due_in_shard(due_at);
        self.release_lease();
        if !self.is_repair() {
            let Some(row) = &mut self.row else { return self.retry("no_claim") };
            row.status = EventStatus::Deferred;
            row.due = due;
            row.failure = Some(reason.to_owned());
            self.entries.push(AuditEntry::Deferred { due_at, reason: reason.to_owned() });
        }
        self.commit(now, Phase::Closing(Disposition::Done))
    }
}

/// A due time that cannot have been re-enqueued yet: under an old one the queue would take the message for a duplicate.
fn later_than(now: Timestamp, due: Timestamp) -> Timestamp {
    due.max(now + Millis(1))
}

/// What the retry job does with a deferred row that is due: send the envelope, then write.
#[derive(Clone, Debug, PartialEq)]
pub struct Requeue {
    /// What to send.
    pub envelope: Envelope,
    /// Under which deduplication id: a second send of the same due time is suppressed.
    pub dedup_id: String,
    /// Afterwards: the row leaves the due index, or is deleted (`W#`).
    pub write: Write,
}

/// The re-enqueue of a deferred row; `None` if the row is not deferred or not due.
pub fn requeue(row: &EventRow, now: Timestamp) -> Option<Requeue> {
    let due = row.due.filter(|due| due.at <= now && row.status == EventStatus::Deferred)?;
    let mut envelope = row.envelope.clone();
    envelope.source = Source::Retry;
    envelope.attempt = envelope.attempt.saturating_add(1);
    envelope.not_before = envelope.not_before.max(due.at);
    let expect = Expect::Present(vec![Check::Fence(row.fence), Check::Status(EventStatus::Deferred.as_str())]);
    let write = if row.event_key.starts_with("W#") {
        Write::Delete { key: RowKey::event(&row.event_key), expect }
    } else {
        let mut row = row.clone();
        row.due = None;
        row.envelope = envelope.clone();
        Write::put(Row::Event(row), expect)
    };
    Some(Requeue { envelope, dedup_id: keys::dedup_by_job(&row.event_key, due.at), write })
}
