//! Carrying effects out in their order: REPLY, CLOSE, TAGS, FLAG. Each is durable as DISPATCHING before its call.

use switchboard_domain::state::{
    Cause, Check, CountersRow, Due, DuePartition, EffectKind, EffectState, EventStatus, Evidence, Expect, ReplyRecord,
    Row, RowKey, Write,
};
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{Intent, Millis, Timestamp};

use crate::command::{Answer, CallError, Command, Disposition, LookRequest, PendingChange, VendorCall, WriteResult};
use crate::run::{EventRun, Phase};
use crate::tags;

/// How long after its durable dispatch a call may still start. Well inside the lease, so that a worker that was
/// stopped in between cannot send after its successor has looked.
const START_WITHIN: Millis = Millis::from_secs(5);
/// How much longer than the longest call a dispatch holds its lease.
const LEASE_MARGIN: Millis = Millis::from_secs(10);

impl EventRun {
    /// Goes on with the first effect that has something to do, or wraps the event up.
    pub(crate) fn next_effect(&mut self, now: Timestamp) -> Command {
        if let Some(reply) = self.effects.get(&EffectKind::Reply) {
            match reply.state {
                EffectState::Planned => return self.prepare_reply(now),
                EffectState::Unknown if !self.compared && self.shows_after_dispatch() => {
                    return self.resolve_reply(now);
                }
                _ => {}
            }
        }
        if self.effects.get(&EffectKind::Close).is_some_and(|close| close.state == EffectState::Planned) {
            return self.prepare_close(now);
        }
        for kind in [EffectKind::Tags, EffectKind::Flag] {
            if self.effects.get(&kind).is_some_and(|effect| effect.state == EffectState::Planned) {
                return self.prepare_tags(kind);
            }
        }
        self.finish_event(now, EventStatus::Done, None, Disposition::Done)
    }

    /// A fresh ticket, the text in hand, and the last look; then the budget.
    fn prepare_reply(&mut self, now: Timestamp) -> Command {
        if self.ticket_is_stale(now) {
            if self.calls >= self.cfg.calls_per_event_max {
                return self.hand_reply_over(now, Cause::Exhausted);
            }
            return self.read_ticket(Phase::Refreshing);
        }
        if self.plan.as_ref().is_none_or(|plan| plan.reply.is_none()) {
            return self.decide(Phase::Rerendering, true);
        }
        let template_id = self.effects.get(&EffectKind::Reply).and_then(|effect| effect.template_id);
        let (Some(row), Some(ticket), Some(template_id)) = (self.row.clone(), self.ticket.clone(), template_id) else {
            return self.hand_reply_over(now, Cause::GateClosed);
        };
        let request = LookRequest {
            redispatch: row.frozen,
            row,
            ticket,
            state: self.state.clone(),
            comment_id: self.comment_id.clone(),
            template_id,
        };
        self.wait_for(Phase::LastLook, Command::LastLook(Box::new(request)))
    }

    fn ticket_is_stale(&self, now: Timestamp) -> bool {
        self.ticket.as_ref().is_none_or(|ticket| now - ticket.read_at > self.cfg.last_look_age)
    }

    pub(crate) fn on_refreshed(&mut self, now: Timestamp, result: Result<Answer, CallError>) -> Command {
        match result {
            Ok(Answer::Ticket(ticket)) => {
                self.ticket = Some(*ticket);
                self.next_effect(now)
            }
            Err(CallError::Denied { retry_at }) => self.postpone_reply(now, retry_at),
            _ => self.postpone_reply(now, now + self.cfg.check_delays[0]),
        }
    }

    fn prepare_close(&mut self, now: Timestamp) -> Command {
        let confirmed = self.effects.get(&EffectKind::Reply).is_some_and(|r| r.state == EffectState::Confirmed);
        let newest = self.ticket.as_ref().and_then(|t| t.latest_customer_comment()).map(|c| c.id.as_str());
        if !confirmed || newest != Some(self.comment_id.as_str()) {
            self.change(EffectKind::Close, |close| {
                close.state = EffectState::Rejected;
                close.cause = Some(Cause::GateClosed);
                close.due = None;
            });
            self.note_effect(EffectKind::Close);
            return self.commit(now, Phase::Settling);
        }
        self.wait_for(Phase::Acquiring(EffectKind::Close), Command::Acquire(self.class()))
    }

    fn prepare_tags(&mut self, kind: EffectKind) -> Command {
        if kind == EffectKind::Tags && self.effects.get(&kind).is_some_and(|effect| effect.dispatches == 0) {
            let planned = self.effects.get(&kind).map(|e| e.tags.clone()).unwrap_or_default();
            let truthful = tags::truthful(&planned, &self.effects);
            self.change(kind, |effect| {
                // What is written now is not taken away again.
                effect.remove_tags.retain(|tag| !truthful.contains(tag));
                effect.tags = truthful;
            });
        }
        self.wait_for(Phase::Acquiring(kind), Command::Acquire(self.class()))
    }

    pub(crate) fn on_acquired(&mut self, now: Timestamp, kind: EffectKind, result: Result<(), Timestamp>) -> Command {
        match result {
            Err(retry_at) if kind == EffectKind::Reply => self.postpone_reply(now, retry_at),
            Err(retry_at) => self.postpone_effect(now, kind, retry_at, "budget"),
            Ok(()) if now >= self.deadline => self.postpone_effect(now, kind, now, "deadline"),
            Ok(()) if kind == EffectKind::Reply => {
                let mut wanted = vec![RowKey::state(&self.conversation_key)];
                wanted.extend(self.customer_key().map(|key| RowKey::counters(&key)));
                self.wait_for(Phase::Preparing, Command::Load(wanted))
            }
            Ok(()) => self.dispatch(now, kind),
        }
    }

    fn customer_key(&self) -> Option<String> {
        self.plan.as_ref().and_then(|plan| plan.customer_key.clone())
    }

    /// State and counters as they are now, so that the counters move in the transaction of the dispatch.
    pub(crate) fn on_prepared(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(mut rows) = rows else { return self.postpone_reply(now, now + self.cfg.check_delays[0]) };
        if self.ticket_is_stale(now) {
            return self.prepare_reply(now); // waiting for the budget outlived the last look
        }
        let counters = match (rows.len(), rows.pop().flatten()) {
            (2, Some(Row::Counters(counters))) => Some(counters),
            (1, state) => {
                rows.push(state);
                None
            }
            _ => None,
        };
        self.take_state(rows.pop().flatten());
        let repeat = self.effects.get(&EffectKind::Reply).is_some_and(|effect| effect.dispatches > 0);
        let template = self.effects.get(&EffectKind::Reply).and_then(|effect| effect.template_id);
        let intent = self.row.as_ref().and_then(|row| row.outcome.as_ref()).map(|outcome| outcome.primary_intent);
        let pending = self.plan.as_ref().map(|plan| plan.pending.clone()).unwrap_or_default();
        let event_key = self.event_key.clone();
        let write = self.state_write(now, |state| {
            if let (Some(template), false) = (template, repeat) {
                let intent = intent.unwrap_or(Intent::UnknownOther);
                state.replies.push(ReplyRecord { at: now, template, intent });
                let surplus = state.replies.len().saturating_sub(10);
                state.replies.drain(..surplus);
            }
            if let PendingChange::Set(flow) = pending {
                state.pending_flow = Some(flow);
            }
            if !state.unresolved.contains(&event_key) {
                state.unresolved.push(event_key);
            }
        });
        self.also.push(write);
        if let (Some(key), false) = (self.customer_key(), repeat) {
            self.also.push(count_reply(counters, key, now));
        }
        self.dispatch(now, EffectKind::Reply)
    }

    fn dispatch(&mut self, now: Timestamp, kind: EffectKind) -> Command {
        let lease_until = now + self.cfg.call_timeout + LEASE_MARGIN;
        let due = self.due_in_shard(lease_until);
        self.change(kind, |effect| {
            effect.state = EffectState::Dispatching;
            effect.cause = None;
            effect.lease_until = Some(lease_until);
            effect.dispatches += 1;
            effect.dispatched_at = Some(now);
            effect.absent_since = None;
            effect.due = due;
        });
        if let Some(row) = &mut self.row {
            row.frozen = true;
            row.lease_until = row.lease_until.max(Some(lease_until));
            if !row.status.is_final() {
                // Should this worker die, the repair job finds the event even if its message is gone.
                row.due = row.lease_until.map(|at| Due { partition: DuePartition::of(&row.event_key), at });
            }
        }
        self.compared = false;
        self.note_effect(kind);
        self.commit(now, Phase::Dispatching(kind))
    }

    pub(crate) fn on_dispatched(&mut self, kind: EffectKind, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => {}
            WriteResult::Conflict => return self.lost(),
            WriteResult::Unavailable => return self.retry("store_unavailable"),
        }
        let Some(effect) = self.effects.get(&kind) else { return self.retry("no_effect") };
        let call = match kind {
            EffectKind::Reply => {
                let Some(reply) = self.plan.as_ref().and_then(|plan| plan.reply.as_ref()) else {
                    return self.retry("no_text");
                };
                let start_before = effect.dispatched_at.unwrap_or_default() + START_WITHIN;
                VendorCall::SendMessage { body: reply.body.clone(), start_before }
            }
            EffectKind::Close => VendorCall::Close,
            EffectKind::Tags | EffectKind::Flag => VendorCall::AddTags(effect.tags.clone()),
            EffectKind::Note => return self.retry("no_note_call"),
        };
        self.calls += 1;
        self.wait_for(Phase::Calling(kind), Command::Call(call))
    }

    pub(crate) fn on_called(&mut self, now: Timestamp, kind: EffectKind, result: Result<Answer, CallError>) -> Command {
        match result {
            Ok(answer) => self.on_success(now, kind, answer),
            Err(CallError::Denied { retry_at }) => self.not_applied(now, kind, retry_at, "denied"),
            Err(CallError::TooLate) => self.not_applied(now, kind, now, "too_late"),
            Err(CallError::Failed(failure)) => {
                let pause = failure.retry_after.unwrap_or(self.cfg.check_delays[0]);
                match failure.kind {
                    FailureKind::RateLimited | FailureKind::Unreachable => {
                        self.not_applied(now, kind, now + pause, failure.kind.code())
                    }
                    FailureKind::Auth => self.not_applied(now, kind, now + self.cfg.system_pause, failure.kind.code()),
                    FailureKind::Ambiguous => self.ambiguous(now, kind),
                    // 409 on a repeatable effect means "already so".
                    FailureKind::Conflict if kind.is_repeatable() => {
                        self.settle(now, kind, EffectState::Confirmed, None, Some(Evidence::Answer))
                    }
                    FailureKind::NotFound | FailureKind::Conflict | FailureKind::TooLarge | FailureKind::BadRequest => {
                        self.settle(now, kind, EffectState::Rejected, Some(Cause::Refused), None)
                    }
                }
            }
        }
    }

    fn on_success(&mut self, now: Timestamp, kind: EffectKind, answer: Answer) -> Command {
        match (kind, answer) {
            (EffectKind::Reply, Answer::Sent { echoed: true }) => {
                self.settle(now, kind, EffectState::Confirmed, None, Some(Evidence::SendEcho))
            }
            (EffectKind::Reply, _) => {
                self.settle(now, kind, EffectState::Unknown, Some(Cause::AcceptedUnverified), None)
            }
            (EffectKind::Close, _) => {
                // Accepted is not closed: only the read that follows counts.
                self.read_ticket(Phase::CloseCheck)
            }
            (_, answer) => {
                if let Answer::Applied(Some(ticket)) = answer {
                    self.ticket = Some(*ticket);
                    self.compare_quietly(Evidence::TagsEcho);
                }
                let old = self.effects.get(&kind).map(|effect| effect.remove_tags.clone()).unwrap_or_default();
                if old.is_empty() {
                    return self.settle(now, kind, EffectState::Confirmed, None, Some(Evidence::Answer));
                }
                self.calls += 1;
                self.wait_for(Phase::Removing(kind), Command::Call(VendorCall::RemoveTags(old)))
            }
        }
    }

    /// The new route stands; the old one is gone, or the pair is repeated. A refusal leaves the old tag, no more.
    pub(crate) fn on_removed(
        &mut self,
        now: Timestamp,
        kind: EffectKind,
        result: Result<Answer, CallError>,
    ) -> Command {
        match result {
            Err(CallError::Failed(failure)) if failure.kind.is_transient() => self.ambiguous(now, kind),
            Err(CallError::Denied { retry_at }) => self.postpone_effect(now, kind, retry_at, "budget"),
            _ => self.settle(now, kind, EffectState::Confirmed, None, Some(Evidence::Answer)),
        }
    }

    pub(crate) fn on_close_checked(&mut self, now: Timestamp, result: Result<Answer, CallError>) -> Command {
        match result {
            Ok(Answer::Ticket(ticket)) if ticket.closed => {
                self.ticket = Some(*ticket);
                self.settle(now, EffectKind::Close, EffectState::Confirmed, None, Some(Evidence::ReadBack))
            }
            Ok(_) => self.settle(now, EffectKind::Close, EffectState::Rejected, Some(Cause::StillOpen), None),
            Err(_) => self.ambiguous(now, EffectKind::Close),
        }
    }

    /// Writes the result of a call.
    pub(crate) fn settle(
        &mut self,
        now: Timestamp,
        kind: EffectKind,
        state: EffectState,
        cause: Option<Cause>,
        evidence: Option<Evidence>,
    ) -> Command {
        let first_check = self.due_in_shard(now + self.cfg.check_delays[0]);
        self.change(kind, |effect| {
            effect.state = state;
            effect.cause = cause;
            effect.evidence = evidence;
            effect.lease_until = None;
            effect.due = if state == EffectState::Unknown { first_check } else { None };
        });
        self.note_effect(kind);
        self.commit(now, Phase::Settling)
    }

    /// The call may have been carried out: a reply waits for its read-back, everything else may be repeated.
    fn ambiguous(&mut self, now: Timestamp, kind: EffectKind) -> Command {
        if kind == EffectKind::Reply {
            return self.settle(now, kind, EffectState::Unknown, Some(Cause::Ambiguous), None);
        }
        if self.effects.get(&kind).is_some_and(|effect| effect.dispatches >= self.cfg.max_dispatches) {
            return self.settle(now, kind, EffectState::Rejected, Some(Cause::Exhausted), None);
        }
        self.postpone_effect(now, kind, now + self.cfg.check_delays[0], "ambiguous")
    }

    /// The call provably never happened: the plan is free again unless an earlier call was made.
    fn not_applied(&mut self, now: Timestamp, kind: EffectKind, retry_at: Timestamp, why: &'static str) -> Command {
        let first = self.effects.get(&kind).is_some_and(|effect| effect.dispatches == 1);
        self.change(kind, |effect| {
            effect.dispatches = effect.dispatches.saturating_sub(1);
            if first {
                effect.dispatched_at = None;
            }
        });
        let touched = self.effects.values().any(|effect| effect.dispatches > 0);
        if let Some(row) = &mut self.row {
            row.frozen = touched;
        }
        self.postpone_effect(now, kind, retry_at, why)
    }

    pub(crate) fn on_settled(&mut self, now: Timestamp, result: WriteResult) -> Command {
        match result {
            WriteResult::Done => {}
            WriteResult::Conflict => return self.lost(),
            WriteResult::Unavailable => return self.retry("store_unavailable"),
        }
        if self.wants_inline_check() {
            return self.read_ticket(Phase::Checking);
        }
        self.next_effect(now)
    }

    pub(crate) fn on_checked(&mut self, now: Timestamp, result: Result<Answer, CallError>) -> Command {
        self.compared = true;
        if let Ok(Answer::Ticket(ticket)) = result {
            self.ticket = Some(*ticket);
            if self.compare_quietly(Evidence::ReadBack) {
                self.note_effect(EffectKind::Reply);
                return self.commit(now, Phase::Settling);
            }
        }
        self.next_effect(now)
    }

    /// The check is made at once when the calls of the event stay within the inline budget or a close is planned.
    fn wants_inline_check(&self) -> bool {
        let accepted = self
            .effects
            .get(&EffectKind::Reply)
            .is_some_and(|reply| reply.state == EffectState::Unknown && reply.cause == Some(Cause::AcceptedUnverified));
        let close = self.effects.contains_key(&EffectKind::Close);
        let tags = u32::from(self.effects.get(&EffectKind::Tags).is_some_and(|t| t.state == EffectState::Planned));
        let planned = self.calls + 1 + tags;
        !self.is_repair()
            && accepted
            && !self.compared
            && (planned <= self.cfg.inline_calls || close && planned < self.cfg.calls_per_event_max)
    }
}

fn count_reply(counters: Option<CountersRow>, customer_key: String, now: Timestamp) -> Write {
    let day = Millis::from_hours(24);
    let mut row = counters.unwrap_or(CountersRow { customer_key, version: 0, replies: Vec::new(), expires_at: now });
    let expect = match row.version {
        0 => Expect::Absent,
        version => Expect::Present(vec![Check::Version(version)]),
    };
    row.version += 1;
    row.replies.retain(|at| now - *at < day);
    row.replies.push(now);
    row.expires_at = now + day + day;
    Write::put(Row::Counters(row), expect)
}
