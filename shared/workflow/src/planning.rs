//! From the claimed event to a durable plan: settle what this read can settle, decide, write everything at once.

use switchboard_domain::state::{
    AuditEntry, Check, Due, DuePartition, EffectKind, EffectState, EventStatus, Evidence, Expect, Row, RowKey, Write,
};
use switchboard_domain::ticket::{Author, Comment, Ticket};
use switchboard_domain::{Reason, Timestamp, keys};

use crate::command::{Command, DecideError, DecideRequest, Disposition, PendingChange, Planned, WriteResult};
use crate::evidence;
use crate::opening::EFFECT_KINDS;
use crate::run::{EventRun, Phase};

impl EventRun {
    /// Earlier replies of the conversation whose result is unknown: this ticket read may show them, at no extra call.
    pub(crate) fn look_at_others(&mut self, now: Timestamp) -> Command {
        let others: Vec<RowKey> = self
            .state
            .iter()
            .flat_map(|state| &state.unresolved)
            .filter(|key| self.row.as_ref().is_none_or(|row| row.event_key != **key))
            .take(4)
            .map(|key| RowKey::effect(key, EffectKind::Reply))
            .chain(self.older_events())
            .collect();
        if others.is_empty() || self.ticket.is_none() {
            return self.after_others(now);
        }
        self.wait_for(Phase::Others, Command::Load(others))
    }

    pub(crate) fn on_others(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let (Some(rows), Some(ticket)) = (rows, self.ticket.clone()) else { return self.after_others(now) };
        let mut used = self.state.as_ref().map_or_else(Vec::new, |state| state.evidence.clone());
        let mut writes = Vec::new();
        let mut confirmed = Vec::new();
        for row in rows.into_iter().flatten() {
            let mut effect = match row {
                Row::Effect(effect) => effect,
                Row::Event(older) => {
                    self.skip_older(older);
                    continue;
                }
                _ => continue,
            };
            let shown_after_dispatch = effect.dispatched_at.is_some_and(|at| ticket.read_at >= at);
            if effect.state != EffectState::Unknown || !shown_after_dispatch {
                continue;
            }
            let Some(comment) = evidence::find(&self.cfg, &effect, &ticket, &used) else { continue };
            let expect =
                Expect::Present(vec![Check::Status(EffectState::Unknown.as_str()), Check::Fence(effect.fence)]);
            effect.state = EffectState::Confirmed;
            effect.cause = None;
            effect.evidence = Some(Evidence::ReadBack);
            effect.evidence_comment = Some(comment.clone());
            effect.due = None;
            confirmed.push(effect.event_key.clone());
            used.push(comment);
            writes.push(Write::put(Row::Effect(effect), expect));
        }
        if writes.is_empty() {
            return self.after_others(now);
        }
        writes.push(self.state_write(now, |state| {
            state.unresolved.retain(|key| !confirmed.contains(key));
            state.evidence = newest_ten(used);
        }));
        self.wait_for(Phase::OthersWritten, Command::Write(writes))
    }

    pub(crate) fn on_others_written(&mut self, now: Timestamp, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => self.after_others(now),
            // Somebody settled them at the same moment; the state that was read is stale, so come back.
            WriteResult::Conflict => self.lost(),
            WriteResult::Unavailable => self.retry("store_unavailable"),
        }
    }

    /// Rows of older comments: whatever they still wait for is over. Operator comments in between change nothing: our own
    /// reply to a still older comment may have been applied late.
    fn older_events(&self) -> Vec<RowKey> {
        let (Some(ticket), Some(envelope)) = (&self.ticket, &self.envelope) else { return Vec::new() };
        let older = ticket.comments.iter().rev().filter(|c| c.author == Author::Customer && c.id != self.comment_id);
        older.map(|c| RowKey::event(&keys::event_key(&envelope.conversation_id, &c.id))).take(20).collect()
    }

    /// A lease does not protect it: whoever holds it has shown nothing yet, and the fence keeps it from doing so.
    fn skip_older(&mut self, mut older: switchboard_domain::state::EventRow) {
        if older.status.is_final() || older.frozen {
            return;
        }
        let expect = Expect::Present(vec![Check::Fence(older.fence)]);
        older.fence += 1;
        older.status = EventStatus::Skipped;
        older.lease_until = None;
        older.due = None;
        older.failure = Some("superseded".to_owned());
        self.also.push(Write::put(Row::Event(older), expect));
    }

    fn after_others(&mut self, now: Timestamp) -> Command {
        match &self.row {
            None => self.close(now, Disposition::Done, Vec::new()),
            Some(row) if row.frozen => self.next_effect(now),
            Some(_) => self.decide(Phase::Deciding, false),
        }
    }

    pub(crate) fn decide(&mut self, phase: Phase, redispatch: bool) -> Command {
        let (Some(envelope), Some(ticket)) = (&self.envelope, &self.ticket) else { return self.retry("no_ticket") };
        let request = DecideRequest {
            envelope: envelope.clone(),
            ticket: ticket.clone(),
            comment_id: self.comment_id.clone(),
            state: self.state.clone(),
            switches: self.switches.clone(),
            blocked: self.blocked,
            event_key: self.event_key.clone(),
            redispatch,
        };
        self.wait_for(phase, Command::Decide(Box::new(request)))
    }

    pub(crate) fn on_decided(&mut self, now: Timestamp, result: Result<Box<Planned>, DecideError>) -> Command {
        match result {
            Ok(planned) => {
                self.calls += planned.calls;
                self.plan(now, *planned)
            }
            Err(DecideError::Denied { retry_at }) => self.defer_claimed(now, retry_at, "budget"),
            Err(DecideError::System { code }) => {
                let due = now + self.cfg.system_pause;
                self.defer_claimed(now, due, &code)
            }
        }
    }

    /// One transaction: outcome, effects, state. Nothing of an earlier plan of this event survives it.
    pub(crate) fn plan(&mut self, now: Timestamp, planned: Planned) -> Command {
        let Some(mut row) = self.row.clone() else { return self.retry("no_claim") };
        row.status = EventStatus::Planned;
        row.outcome.clone_from(&planned.outcome);
        row.planned_at = Some(now);
        row.lease_until = Some(now + self.cfg.lease);
        row.covered = self.covered_comments();
        for kind in EFFECT_KINDS {
            self.delete_effect(kind);
        }
        if !planned.record_only {
            self.add_planned_effects(now, &planned, &row);
        }
        // A new effect replaces the deleted one of the same kind.
        let kept: Vec<RowKey> = self.effects.keys().map(|kind| RowKey::effect(&self.event_key, *kind)).collect();
        self.also.retain(|write| !kept.contains(&write.target().0));
        row.plan_hash = Some(self.plan_hash());
        self.row = Some(row);
        if let Some(outcome) = &planned.outcome {
            self.entries.push(AuditEntry::Decided { outcome: Box::new(outcome.clone()) });
        }
        let read_at = self.ticket.as_ref().map(|t| t.read_at);
        let event_key = self.event_key.clone();
        let write = self.state_write(now, |state| {
            if read_at.is_some() && read_at >= state.last_read_started_at {
                state.last_read_started_at = read_at;
                state.last_read_event = Some(event_key);
            }
            if let Some(outcome) = &planned.outcome {
                state.last_intent = Some(outcome.primary_intent);
                state.last_team = Some(outcome.routing.team);
                if outcome.language != switchboard_domain::Language::Unknown {
                    state.language = outcome.language;
                }
                for flag in &outcome.risk_flags {
                    if !state.risk_flags.contains(flag) {
                        state.risk_flags.push(*flag);
                    }
                }
            }
            if planned.pending == PendingChange::Clear {
                state.pending_flow = None;
            }
        });
        self.also.push(write);
        self.plan = Some(planned);
        self.commit(now, Phase::Planning)
    }

    fn add_planned_effects(&mut self, now: Timestamp, planned: &Planned, row: &switchboard_domain::state::EventRow) {
        if let Some(reply) = &planned.reply {
            let mut effect = self.new_effect(EffectKind::Reply, row, now);
            effect.content_fingerprint.clone_from(&reply.fingerprint);
            effect.template_id = Some(reply.template_id);
            self.add_effect(effect);
            if planned.outcome.as_ref().is_some_and(|o| o.automation.close) {
                let effect = self.new_effect(EffectKind::Close, row, now);
                self.add_effect(effect);
            }
        }
        if !planned.tags.is_empty() {
            let mut effect = self.new_effect(EffectKind::Tags, row, now);
            effect.remove_tags = self.outdated_route(&planned.tags);
            effect.tags.clone_from(&planned.tags);
            effect.content_fingerprint = keys::fingerprint(&planned.tags.join(","));
            self.add_effect(effect);
        }
    }

    /// The route tag that we wrote last, if these tags route elsewhere.
    pub(crate) fn outdated_route(&self, tags: &[String]) -> Vec<String> {
        let ours = self.state.as_ref().and_then(|state| state.our_route_tag.clone());
        let routes = tags.iter().any(|tag| tag.starts_with("route-"));
        ours.filter(|old| routes && !tags.contains(old)).into_iter().collect()
    }

    fn plan_hash(&self) -> String {
        let parts: Vec<&str> =
            self.effects.values().flat_map(|e| [e.kind.as_str(), e.content_fingerprint.as_str()]).collect();
        keys::h(&parts)
    }

    /// Hashes of the customer comments since the last operator comment that this decision answers along with the
    /// newest one.
    fn covered_comments(&self) -> Vec<String> {
        let Some(ticket) = &self.ticket else { return Vec::new() };
        let mut covered: Vec<String> =
            self.older_comments(ticket).take(20).map(|c| keys::h(&["comment", &c.id])).collect();
        covered.reverse();
        covered
    }

    /// Customer comments since the last operator comment but the newest, newest first.
    fn older_comments<'a>(&'a self, ticket: &'a Ticket) -> impl Iterator<Item = &'a Comment> {
        ticket
            .comments
            .iter()
            .rev()
            .take_while(|c| !matches!(c.author, Author::Operator(_)))
            .filter(|c| c.author == Author::Customer && c.id != self.comment_id)
    }

    pub(crate) fn on_planned(&mut self, now: Timestamp, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => self.next_effect(now),
            WriteResult::Conflict => self.lost(),
            WriteResult::Unavailable => self.retry("store_unavailable"),
        }
    }

    /// A repeat is sent only if it would say the same: the stored fingerprint decides.
    pub(crate) fn on_rerendered(&mut self, now: Timestamp, result: Result<Box<Planned>, DecideError>) -> Command {
        let planned = match result {
            Ok(planned) => *planned,
            Err(DecideError::Denied { retry_at }) => return self.postpone_reply(now, retry_at),
            Err(DecideError::System { .. }) => return self.postpone_reply(now, now + self.cfg.system_pause),
        };
        self.calls += planned.calls;
        let stored = self.effects.get(&EffectKind::Reply).map(|e| e.content_fingerprint.clone());
        let same = planned.reply.as_ref().map(|r| &r.fingerprint) == stored.as_ref();
        if !same {
            return self.hand_reply_over(now, switchboard_domain::state::Cause::ContentChanged);
        }
        self.plan = Some(planned);
        self.next_effect(now)
    }

    /// A gate closed after the plan. Before the first call the event is decided again without a reply; afterwards a
    /// person takes it.
    pub(crate) fn on_last_look(&mut self, now: Timestamp, result: Result<(), Reason>) -> Command {
        let Err(reason) = result else {
            return self.wait_for(Phase::Acquiring(EffectKind::Reply), Command::Acquire(self.class()));
        };
        self.entries.push(AuditEntry::Blocked { reason });
        if self.row.as_ref().is_some_and(|row| row.frozen) || self.blocked.is_some() {
            return self.hand_reply_over(now, switchboard_domain::state::Cause::GateClosed);
        }
        if reason == Reason::Superseded {
            return self.skip_for_newer(now);
        }
        self.blocked = Some(reason);
        self.decide(Phase::Deciding, false)
    }

    pub(crate) fn due_in_shard(&self, at: Timestamp) -> Option<Due> {
        Some(Due { partition: DuePartition::of(&self.event_key), at })
    }
}

pub(crate) fn newest_ten(mut items: Vec<String>) -> Vec<String> {
    let surplus = items.len().saturating_sub(10);
    items.drain(..surplus);
    items
}
