//! Resolving a reply whose result is unknown: found, proven absent, or handed to a person. Never repeated blindly.

use switchboard_domain::state::{Cause, Due, DuePartition, EffectKind, EffectState, Evidence};
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{EventClass, Millis, Timestamp};

use crate::claim::is_ambiguous;
use crate::command::{Answer, CallError, Command, Disposition};
use crate::evidence;
use crate::run::{EventRun, Phase};
use crate::tags::failure_tags;

/// Two reads that prove absence must lie this far apart.
const BETWEEN_READS: Millis = Millis::from_secs(60);

impl EventRun {
    /// Whether the ticket in hand was read after the latest dispatch of the reply.
    pub(crate) fn shows_after_dispatch(&self) -> bool {
        let at = self.effects.get(&EffectKind::Reply).and_then(|effect| effect.dispatched_at);
        matches!((at, &self.ticket), (Some(at), Some(ticket)) if ticket.read_at >= at)
    }

    /// Confirms the reply if the ticket in hand shows it. Returns whether it did; the caller writes.
    pub(crate) fn compare_quietly(&mut self, by: Evidence) -> bool {
        let (Some(effect), Some(ticket)) = (self.effects.get(&EffectKind::Reply), &self.ticket) else { return false };
        if effect.state != EffectState::Unknown {
            return false;
        }
        let used = self.state.as_ref().map_or(&[][..], |state| &state.evidence);
        let Some(comment) = evidence::find(&self.cfg, effect, ticket, used) else { return false };
        self.new_evidence = Some(comment.clone());
        self.change(EffectKind::Reply, |effect| {
            effect.state = EffectState::Confirmed;
            effect.cause = None;
            effect.evidence = Some(by);
            effect.evidence_comment = Some(comment);
            effect.due = None;
        });
        true
    }

    pub(crate) fn on_repair_read(&mut self, now: Timestamp, result: Result<Answer, CallError>) -> Command {
        let failed_for = match result {
            Ok(Answer::Ticket(ticket)) => {
                self.comment_id = self.comment_of_event(&ticket).or_else(|| newest_id(&ticket)).unwrap_or_default();
                self.ticket = Some(*ticket);
                self.change(EffectKind::Reply, |effect| effect.unreadable_since = None);
                return self.next_effect(now);
            }
            Err(CallError::Denied { retry_at }) => {
                self.calls = self.calls.saturating_sub(1);
                return self.postpone_reply(now, retry_at);
            }
            Err(CallError::Failed(failure)) if failure.kind == FailureKind::NotFound => self.cfg.unreadable_after,
            _ => {
                let since = self.effects.get(&EffectKind::Reply).and_then(|effect| effect.unreadable_since);
                since.map_or(Millis(0), |since| now - since)
            }
        };
        if failed_for >= self.cfg.unreadable_after {
            return self.hand_reply_over(now, Cause::Unreadable);
        }
        self.change(EffectKind::Reply, |effect| {
            effect.unreadable_since = effect.unreadable_since.or(Some(now));
        });
        self.postpone_reply(now, now + BETWEEN_READS)
    }

    /// Compares the reply with the ticket in hand and takes the step that the ledger's rule allows.
    pub(crate) fn resolve_reply(&mut self, now: Timestamp) -> Command {
        self.compared = true;
        if self.compare_quietly(Evidence::ReadBack) {
            self.note_effect(EffectKind::Reply);
            return self.commit(now, Phase::Settling);
        }
        let (Some(reply), Some(read_at)) =
            (self.effects.get(&EffectKind::Reply).cloned(), self.ticket.as_ref().map(|t| t.read_at))
        else {
            return self.next_effect(now);
        };
        let dispatched_at = reply.dispatched_at.unwrap_or(read_at);
        if !self.cfg.read_back && is_ambiguous(reply.cause) {
            return self.plan_again(now);
        }
        let ambiguous = is_ambiguous(reply.cause);
        let interactive = self.envelope.as_ref().is_some_and(|e| e.class == EventClass::Interactive);
        if ambiguous && interactive {
            // Minutes late is wrong in a chat: a person answers.
            return self.hand_reply_over(now, Cause::NotRepeatable);
        }
        let proof_after = if ambiguous { self.cfg.absence_after } else { self.cfg.check_delays[1] };
        let absent_since = reply.absent_since.unwrap_or(read_at);
        let proven = read_at - absent_since >= BETWEEN_READS && read_at - dispatched_at >= proof_after;
        if !proven {
            let next = (absent_since + BETWEEN_READS).max(dispatched_at + proof_after);
            let due = self.due_in_shard(next.max(now + Millis(1)));
            self.change(EffectKind::Reply, |effect| {
                effect.absent_since = Some(absent_since);
                effect.due = due;
            });
            return self.commit(now, Phase::Settling);
        }
        if !ambiguous {
            return self.conclude_reply(now, EffectState::Rejected, Cause::Undelivered);
        }
        if self.cfg.redispatch_after_absence && reply.dispatches < 2 {
            return self.plan_again(now);
        }
        self.hand_reply_over(now, Cause::NotRepeatable)
    }

    /// Absence is proven: the reply may be sent once more if nothing has changed since the plan.
    fn plan_again(&mut self, now: Timestamp) -> Command {
        let Some(ticket) = &self.ticket else { return self.hand_reply_over(now, Cause::NotRepeatable) };
        let answered = newest_id(ticket).as_deref() == self.comment_of_event(ticket).as_deref();
        let human_tag = ["mw-escalated-human", "mw-vip"].iter().any(|tag| ticket.has_tag(tag));
        if !answered || ticket.closed || human_tag {
            return self.hand_reply_over(now, Cause::NotRepeatable);
        }
        self.change(EffectKind::Reply, |effect| {
            effect.state = EffectState::Planned;
            effect.cause = None;
            effect.due = Some(Due { partition: DuePartition::of(&effect.event_key), at: now });
        });
        self.plan = None;
        self.note_effect(EffectKind::Reply);
        self.commit(now, Phase::Settling)
    }

    /// A person must resolve the reply.
    pub(crate) fn hand_reply_over(&mut self, now: Timestamp, cause: Cause) -> Command {
        self.conclude_reply(now, EffectState::Human, cause)
    }

    /// The reply will not be tried again. Tags that are out already get what they could not say as a FLAG effect.
    fn conclude_reply(&mut self, now: Timestamp, state: EffectState, cause: Cause) -> Command {
        let human = (state == EffectState::Human).then_some(Due { partition: DuePartition::Human, at: now });
        self.change(EffectKind::Reply, |effect| {
            effect.state = state;
            effect.cause = Some(cause);
            effect.due = human;
        });
        self.note_effect(EffectKind::Reply);
        let tags_out = self.effects.get(&EffectKind::Tags).is_none_or(|tags| tags.dispatches > 0);
        let owed: Vec<String> = self
            .effects
            .get(&EffectKind::Reply)
            .map(|reply| failure_tags(reply).into_iter().map(str::to_owned).collect())
            .unwrap_or_default();
        if let (true, false, Some(row)) = (tags_out, owed.is_empty(), self.row.clone())
            && !self.effects.contains_key(&EffectKind::Flag)
        {
            let mut flag = self.new_effect(EffectKind::Flag, &row, now);
            flag.content_fingerprint = switchboard_domain::keys::fingerprint(&owed.join(","));
            flag.remove_tags = self.outdated_route(&owed);
            flag.tags = owed;
            flag.due = self.due_in_shard(now);
            self.add_effect(flag);
        }
        self.commit(now, Phase::Settling)
    }

    /// The reply waits: before its first call the whole event does, afterwards only the effect.
    pub(crate) fn postpone_reply(&mut self, now: Timestamp, until: Timestamp) -> Command {
        self.postpone_effect(now, EffectKind::Reply, until, "budget")
    }

    /// Puts an effect back to PLANNED (an UNKNOWN one stays UNKNOWN) until the instant. An event nobody was told of
    /// yet is deferred as a whole; otherwise the repair job comes back for the effect.
    pub(crate) fn postpone_effect(
        &mut self,
        now: Timestamp,
        kind: EffectKind,
        until: Timestamp,
        why: &'static str,
    ) -> Command {
        let due = self.due_in_shard(until.max(now + Millis::from_secs(1)));
        self.change(kind, |effect| {
            if effect.state != EffectState::Unknown {
                effect.state = EffectState::Planned;
            }
            effect.lease_until = None;
            effect.due = due;
        });
        if self.row.as_ref().is_some_and(|row| row.frozen) || self.is_repair() {
            self.release_lease();
            if let Some(row) = &mut self.row
                && !row.status.is_final()
            {
                // Besides the effect's own time: another event may confirm the effect, and the rest must still be done.
                row.due = due;
            }
            return self.commit(now, Phase::Closing(Disposition::Done));
        }
        self.change(kind, |effect| effect.due = None);
        self.defer_claimed(now, until, why)
    }

    /// Gives the event back. The fence rises here, too: whoever loaded the rows while we worked must not claim the event
    /// on what he saw then.
    pub(crate) fn release_lease(&mut self) {
        let Some(row) = &mut self.row else { return };
        if row.lease_owner.take().is_some() && self.cfg.fencing {
            self.stored_fence = Some(row.fence);
            row.fence += 1;
        }
        row.lease_until = None;
    }

    /// Id of the comment that the event row is about, if the ticket still shows it.
    fn comment_of_event(&self, ticket: &switchboard_domain::ticket::Ticket) -> Option<String> {
        let wanted = self.row.as_ref()?.comment_id_hash.as_ref()?;
        let hash = |id: &str| switchboard_domain::keys::h(&["comment", id]);
        ticket.comments.iter().find(|c| hash(&c.id) == *wanted).map(|c| c.id.clone())
    }
}

fn newest_id(ticket: &switchboard_domain::ticket::Ticket) -> Option<String> {
    ticket.latest_customer_comment().map(|c| c.id.clone())
}
