//! Building the rows and the transactions of a run. Every write of the ledger names the run's fence.

use switchboard_domain::Timestamp;
use switchboard_domain::state::{
    AuditEntry, AuditRow, Check, EffectKind, EffectRow, EffectState, EventRow, Expect, Row, RowKey, StateRow, Write,
};

use crate::command::{Command, Disposition, WriteResult};
use crate::run::{EventRun, Phase};

impl EventRun {
    /// Changes an effect in memory and remembers which state the store still has.
    pub(crate) fn change(&mut self, kind: EffectKind, edit: impl FnOnce(&mut EffectRow)) {
        let fence = self.row.as_ref().map(|row| row.fence);
        if let Some(effect) = self.effects.get_mut(&kind) {
            let stored = effect.state;
            edit(effect);
            if let Some(fence) = fence {
                effect.fence = fence;
            }
            self.dirty.entry(kind).or_insert(Some(stored));
        }
    }

    /// Adds an effect that the store does not have.
    pub(crate) fn add_effect(&mut self, effect: EffectRow) {
        self.dirty.insert(effect.kind, None);
        self.effects.insert(effect.kind, effect);
    }

    pub(crate) fn note_effect(&mut self, kind: EffectKind) {
        if let Some(effect) = self.effects.get(&kind) {
            self.entries.push(AuditEntry::Effect {
                kind,
                state: effect.state,
                cause: effect.cause,
                evidence: effect.evidence,
                dispatches: effect.dispatches,
            });
        }
    }

    pub(crate) fn effect_writes(&mut self) -> Vec<Write> {
        let dirty = std::mem::take(&mut self.dirty);
        let writes = dirty.into_iter().filter_map(|(kind, stored)| {
            let row = self.effects.get(&kind)?.clone();
            let expect = match stored {
                None => Expect::AbsentOr(vec![Check::Status(EffectState::Planned.as_str())]),
                Some(state) => Expect::Present(vec![Check::Status(state.as_str())]),
            };
            Some(Write::put(Row::Effect(row), expect))
        });
        writes.collect()
    }

    /// After a claim is durable nothing of it is pending any more.
    pub(crate) fn settled_writes(&mut self) {
        self.dirty.clear();
        self.also.clear();
    }

    pub(crate) fn audit_writes(&mut self, now: Timestamp) -> Vec<Write> {
        let attempt = self.row.as_ref().map_or(0, |row| row.attempt);
        let entries = std::mem::take(&mut self.entries);
        let event_id = self.envelope.as_ref().map(|e| e.event_id.clone());
        let event_key = (!self.event_key.is_empty()).then(|| self.event_key.clone());
        let mut writes = Vec::with_capacity(entries.len());
        for entry in entries {
            self.entries_written += 1;
            let row = AuditRow {
                pk: self.conversation_key.clone(),
                at: now,
                event_id: event_id.clone(),
                event_key: event_key.clone(),
                n: (attempt % 100) * 100 + self.entries_written % 100,
                entry,
                expires_at: now + self.cfg.keep_audit,
            };
            writes.push(Write::put(Row::Audit(row), Expect::AbsentOr(Vec::new())));
        }
        writes
    }

    /// The event row under its fence, every changed effect, the story, and what was collected for this transaction.
    pub(crate) fn commit(&mut self, now: Timestamp, phase: Phase) -> Command {
        let mut writes = Vec::new();
        if let Some(row) = &mut self.row {
            row.calls_used = row.calls_used.max(self.calls);
            let held = self.stored_fence.take().unwrap_or(row.fence);
            let expect = Expect::Present(vec![Check::Fence(held)]);
            writes.push(Write::put(Row::Event(row.clone()), expect));
        }
        writes.extend(self.effect_writes());
        writes.append(&mut self.also);
        writes.extend(self.audit_writes(now));
        self.wait_for(phase, Command::Write(writes))
    }

    /// Writes what is pending and ends the run.
    pub(crate) fn close(&mut self, now: Timestamp, disposition: Disposition, mut writes: Vec<Write>) -> Command {
        writes.extend(self.audit_writes(now));
        self.wait_for(Phase::Closing(disposition), Command::Write(writes))
    }

    pub(crate) fn on_closing(&mut self, disposition: Disposition, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => self.end(disposition),
            WriteResult::Conflict => self.lost(),
            WriteResult::Unavailable => self.retry("store_unavailable"),
        }
    }

    /// Another worker owns the event: stop at once, without another call.
    pub(crate) fn lost(&mut self) -> Command {
        let after = Some(switchboard_domain::Millis::from_secs(5));
        self.end(Disposition::Retry { after, why: "ownership_lost" })
    }

    pub(crate) fn state_or_new(&self, now: Timestamp) -> StateRow {
        self.state.clone().unwrap_or_else(|| StateRow::new(&self.conversation_key, now + self.cfg.keep))
    }

    /// The state with its version raised, conditional on the version that was read.
    pub(crate) fn state_write(&mut self, now: Timestamp, edit: impl FnOnce(&mut StateRow)) -> Write {
        let mut state = self.state_or_new(now);
        let expect = match state.version {
            0 => Expect::Absent,
            version => Expect::Present(vec![Check::Version(version)]),
        };
        edit(&mut state);
        state.version += 1;
        state.expires_at = now + self.cfg.keep;
        self.state = Some(state.clone());
        Write::put(Row::State(state), expect)
    }

    pub(crate) fn new_effect(&self, kind: EffectKind, row: &EventRow, now: Timestamp) -> EffectRow {
        EffectRow::planned(&row.event_key, kind, row.fence, now + self.cfg.keep)
    }

    pub(crate) fn delete_effect(&mut self, kind: EffectKind) {
        if self.effects.remove(&kind).is_some() {
            self.dirty.remove(&kind);
            let key = RowKey::effect(&self.event_key, kind);
            let expect = Expect::AbsentOr(vec![Check::Status(EffectState::Planned.as_str())]);
            self.also.push(Write::Delete { key, expect });
        }
    }
}
