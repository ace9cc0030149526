//! Claim: the event row is taken by lease and fence, or left to whoever holds it.

use switchboard_domain::state::{
    AuditEntry, Cause, Check, EffectKind, EffectState, EventRow, EventStatus, Expect, Row, RowKey, Write,
};
use switchboard_domain::{Millis, Source, Timestamp, keys};

use crate::command::{Command, Disposition, VendorCall, WriteResult};
use crate::run::{EventRun, Phase};

impl EventRun {
    pub(crate) fn take_event_rows(&mut self, rows: Vec<Option<Row>>) {
        self.row = None;
        self.effects.clear();
        self.dirty.clear();
        for row in rows.into_iter().flatten() {
            match row {
                Row::Event(row) => self.row = Some(row),
                Row::Effect(row) => drop(self.effects.insert(row.kind, row)),
                Row::State(row) => self.state = Some(row),
                _ => {}
            }
        }
    }

    pub(crate) fn on_event_rows(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(rows) = rows else { return self.retry("store_unavailable") };
        self.take_event_rows(rows);
        if now >= self.deadline {
            // The message may be another worker's by now, and settled: nobody would finish what is begun here.
            return self.retry("deadline");
        }
        let Some(envelope) = self.envelope.clone() else { return self.retry("no_envelope") };
        let Some(stored) = self.row.take() else {
            let row = self.fresh_row(now, &envelope);
            return self.write_claim(now, row, Expect::Absent);
        };
        let replay = envelope.source == Source::Replay;
        if stored.status.is_final() && (stored.status == EventStatus::Done || !replay) {
            self.row = None; // not ours to write
            self.entries.push(AuditEntry::Duplicate);
            return self.look_at_others(now);
        }
        if let Some(until) = live_lease(&stored, now) {
            let after = Some(until - now + Millis::from_secs(1));
            return self.end(Disposition::Retry { after, why: "leased" });
        }
        let too_old = now - stored.created_at > self.cfg.max_age;
        let exhausted = !replay && (stored.attempt >= self.cfg.max_attempts || too_old);
        let mut row = stored.clone();
        if replay {
            row.attempt = 0;
            row.created_at = now;
        }
        row.envelope = envelope;
        self.take_over(&mut row, now);
        row.failure = exhausted.then(|| "attempts_exhausted".to_owned());
        let expect = Expect::Present(vec![Check::Fence(stored.fence), Check::LeaseEndedBefore(now)]);
        self.write_claim(now, row, expect)
    }

    pub(crate) fn claim_for_repair(&mut self, now: Timestamp) -> Command {
        let Some(stored) = self.row.take() else { return self.end(Disposition::Done) };
        if live_lease(&stored, now).is_some() {
            return self.end(Disposition::Done);
        }
        let mut row = stored.clone();
        let attempt = row.attempt;
        self.take_over(&mut row, now);
        row.attempt = attempt;
        row.status = stored.status; // a DONE event stays DONE while its effects are settled
        let expect = Expect::Present(vec![Check::Fence(stored.fence), Check::LeaseEndedBefore(now)]);
        self.write_claim(now, row, expect)
    }

    fn take_over(&mut self, row: &mut EventRow, now: Timestamp) {
        if self.cfg.fencing {
            row.fence += 1;
        }
        row.attempt += 1;
        row.lease_owner = Some(self.owner.clone());
        row.lease_until = Some(now + self.cfg.lease);
        row.due =
            (row.frozen && !row.status.is_final()).then_some(self.cfg.lease).and_then(|l| self.due_in_shard(now + l));
        row.status = if row.frozen { EventStatus::Planned } else { EventStatus::Claimed };
        self.release_dispatches(now);
    }

    /// The former owner died between dispatch and result: a reply becomes UNKNOWN, everything else may be repeated.
    fn release_dispatches(&mut self, now: Timestamp) {
        let stuck: Vec<EffectKind> =
            self.effects.values().filter(|e| e.state == EffectState::Dispatching).map(|e| e.kind).collect();
        for kind in stuck {
            let first_check = self.cfg.check_delays[0];
            self.change(kind, |effect| crate::recovery::after_crash(effect, now, first_check));
            self.note_effect(kind);
        }
    }

    fn fresh_row(&self, now: Timestamp, envelope: &switchboard_domain::Envelope) -> EventRow {
        let comment = self.ticket.as_ref().filter(|_| !self.drain).and_then(|t| t.latest_customer_comment());
        let row = EventRow::new(&self.event_key, envelope.clone(), &self.conversation_key, now, now + self.cfg.keep);
        EventRow {
            fence: 1,
            lease_owner: Some(self.owner.clone()),
            lease_until: Some(now + self.cfg.lease),
            attempt: 1,
            comment_id_hash: comment.map(|c| keys::h(&["comment", &c.id])),
            comment_at: comment.and_then(|c| c.created_at),
            ..row
        }
    }

    fn write_claim(&mut self, now: Timestamp, row: EventRow, expect: Expect) -> Command {
        self.row = Some(row.clone());
        let mut writes = vec![Write::put(Row::Event(row), expect)];
        writes.extend(self.effect_writes());
        writes.extend(self.audit_writes(now));
        if let Some(wait) = self.wait_row.take() {
            // The event has a row of its own now, so the conversation's deferral row is done with.
            let key = RowKey::event(&wait.event_key);
            writes.push(Write::Delete { key, expect: Expect::AbsentOr(vec![Check::Fence(wait.fence)]) });
        }
        self.wait_for(Phase::Claiming, Command::Write(writes))
    }

    pub(crate) fn on_claimed(&mut self, now: Timestamp, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => {}
            WriteResult::Unavailable => return self.retry("store_unavailable"),
            WriteResult::Conflict if self.is_repair() => return self.end(Disposition::Done),
            WriteResult::Conflict => {
                return self.end(Disposition::Retry { after: Some(Millis::from_secs(5)), why: "claim_lost" });
            }
        }
        self.settled_writes();
        if self.row.as_ref().is_some_and(|row| row.failure.as_deref() == Some("attempts_exhausted")) {
            return self.wait_for(Phase::GivingUpGrant, Command::Acquire(switchboard_domain::EventClass::Background));
        }
        if self.is_repair() {
            return self.repair_next(now);
        }
        if self.drain {
            return self.plan(now, Self::drain_plan());
        }
        self.look_at_others(now)
    }

    /// The mark on the ticket is best effort: without budget the event is given up all the same.
    pub(crate) fn on_giving_up(&mut self, now: Timestamp, granted: Result<(), Timestamp>) -> Command {
        if granted.is_err() {
            return self.on_given_up(now);
        }
        self.calls += 1;
        let tag = "mw-middleware-error".to_owned();
        self.wait_for(Phase::GivingUp, Command::Call(VendorCall::AddTags(vec![tag])))
    }

    pub(crate) fn on_given_up(&mut self, now: Timestamp) -> Command {
        let disposition = Disposition::DeadLetter { reason: "attempts_exhausted" };
        self.finish_event(now, EventStatus::Failed, Some("attempts_exhausted"), disposition)
    }

    /// Reads what is needed to settle the effects that are due, or goes on with them.
    fn repair_next(&mut self, now: Timestamp) -> Command {
        let needs_read = self.effects.get(&EffectKind::Reply).is_some_and(|reply| {
            reply.state == EffectState::Unknown
                || (reply.state == EffectState::Planned && self.row.as_ref().is_some_and(|row| row.frozen))
        });
        if needs_read {
            return self.read_ticket(Phase::RepairRead);
        }
        self.next_effect(now)
    }
}

fn live_lease(row: &EventRow, now: Timestamp) -> Option<Timestamp> {
    row.lease_until.filter(|until| *until >= now)
}

/// Whether the cause came from a call whose effect on the customer is open.
pub(crate) fn is_ambiguous(cause: Option<Cause>) -> bool {
    matches!(cause, Some(Cause::Ambiguous | Cause::Crash))
}
