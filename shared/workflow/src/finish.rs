//! The end of an event: the state learns what is settled, the row becomes final, the story gets its last line.

use switchboard_domain::Timestamp;
use switchboard_domain::state::{AuditEntry, EffectKind, EffectState, EventStatus, Row, RowKey};

use crate::command::{Command, Disposition, WriteResult};
use crate::planning::newest_ten;
use crate::run::{EventRun, Phase};

impl EventRun {
    /// Ends an event of which no row exists.
    pub(crate) fn finish_unread(&mut self, now: Timestamp, status: EventStatus, reason: &str) -> Command {
        self.entries.push(AuditEntry::Finished { status, reason: Some(reason.to_owned()), calls_used: self.calls });
        self.close(now, Disposition::Done, Vec::new())
    }

    /// Makes the row final. The state is read again first: it may have moved since the plan.
    pub(crate) fn finish_event(
        &mut self,
        now: Timestamp,
        status: EventStatus,
        reason: Option<&str>,
        disposition: Disposition,
    ) -> Command {
        self.release_lease();
        let Some(row) = &mut self.row else { return self.end(disposition) };
        let was_final = row.status.is_final();
        if !was_final {
            row.status = status;
            row.due = None;
            row.failure = reason.map(str::to_owned);
            let entry = AuditEntry::Finished { status, reason: reason.map(str::to_owned), calls_used: self.calls };
            self.entries.push(entry);
        }
        if disposition != Disposition::Done {
            return self.commit(now, Phase::Closing(disposition));
        }
        if self.effects.contains_key(&EffectKind::Reply) || self.new_route().is_some() {
            let wanted = vec![RowKey::state(&self.conversation_key)];
            return self.wait_for(Phase::Wrapping, Command::Load(wanted));
        }
        self.commit(now, Phase::Closing(Disposition::Done))
    }

    /// Removes a settled reply from the conversation's list of unresolved ones and remembers its evidence.
    pub(crate) fn on_wrapping(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(mut rows) = rows else { return self.retry("store_unavailable") };
        self.take_state(rows.pop().flatten());
        let unknown = self.effects.get(&EffectKind::Reply).is_some_and(|r| r.state == EffectState::Unknown);
        let listed = self.state.as_ref().is_some_and(|state| state.unresolved.contains(&self.event_key));
        let evidence = self.new_evidence.take();
        let route = self.new_route();
        if (listed && !unknown) || evidence.is_some() || route.is_some() {
            let event_key = self.event_key.clone();
            let write = self.state_write(now, |state| {
                state.our_route_tag = route.or(state.our_route_tag.take());
                if !unknown {
                    state.unresolved.retain(|key| *key != event_key);
                }
                state.evidence.extend(evidence);
                state.evidence = newest_ten(std::mem::take(&mut state.evidence));
            });
            self.also.push(write);
        }
        self.commit(now, Phase::Closing(Disposition::Done))
    }

    /// The route tag that this event has written, if the state does not name it yet.
    fn new_route(&self) -> Option<String> {
        let written = [EffectKind::Flag, EffectKind::Tags].into_iter().filter_map(|kind| self.effects.get(&kind));
        let mut confirmed = written.filter(|effect| effect.state == EffectState::Confirmed);
        let route = confirmed.find_map(|effect| effect.tags.iter().find(|tag| tag.starts_with("route-")).cloned())?;
        let known = self.state.as_ref().and_then(|state| state.our_route_tag.as_ref());
        (known != Some(&route)).then_some(route)
    }

    /// A newer customer comment appeared before anything was sent: this event is skipped and the newer one begins.
    pub(crate) fn skip_for_newer(&mut self, now: Timestamp) -> Command {
        self.release_lease();
        if let Some(row) = &mut self.row {
            row.status = EventStatus::Skipped;
            row.due = None;
            row.failure = Some("superseded".to_owned());
        }
        let calls_used = self.calls;
        let reason = Some("superseded".to_owned());
        self.entries.push(AuditEntry::Finished { status: EventStatus::Skipped, reason, calls_used });
        self.commit(now, Phase::Skipping)
    }

    pub(crate) fn on_skipped(&mut self, now: Timestamp, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => {}
            WriteResult::Conflict => return self.lost(),
            WriteResult::Unavailable => return self.retry("store_unavailable"),
        }
        self.row = None;
        self.effects.clear();
        self.plan = None;
        self.open_comment(now)
    }
}
