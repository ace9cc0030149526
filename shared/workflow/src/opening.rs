//! From the start of a run to the ticket in hand: switches, covered events, the settle time, the first read.

use switchboard_domain::outcome::Outcome;
use switchboard_domain::state::{AuditEntry, EffectKind, EventStatus, Row, RowKey};
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{EventClass, EventKind, Mode, Source, SwitchView, Timestamp, keys};

use crate::command::{Answer, CallError, Command, Disposition, Planned, VendorCall};
use crate::run::{Entry, EventRun, Phase};

pub(crate) const EFFECT_KINDS: [EffectKind; 5] =
    [EffectKind::Reply, EffectKind::Close, EffectKind::Note, EffectKind::Tags, EffectKind::Flag];

impl EventRun {
    pub(crate) fn begin(&mut self) -> Command {
        if self.is_repair() {
            return self.load_event(Phase::RepairRow);
        }
        if self.envelope.as_ref().is_some_and(|e| e.kind == EventKind::Probe) {
            return self.end(Disposition::Done);
        }
        self.wait_for(Phase::Switches, Command::ReadSwitches)
    }

    pub(crate) fn on_switches(&mut self, now: Timestamp, view: SwitchView) -> Command {
        let mode = view.mode;
        self.switches = Some(view);
        let Some(envelope) = self.envelope.clone() else { return self.retry("no_envelope") };
        if mode == Mode::Drain {
            let Entry::Queue(delivery) = &self.entry else { return self.retry("no_delivery") };
            self.drain = true;
            self.event_key = keys::no_read_key(&delivery.dedup_id);
            self.note_received();
            return self.load_event(Phase::Looking);
        }
        if now >= self.deadline {
            return self.retry("deadline");
        }
        let wanted =
            vec![RowKey::state(&self.conversation_key), RowKey::event(&keys::wait_key(&envelope.conversation_id))];
        self.wait_for(Phase::Opening, Command::Load(wanted))
    }

    pub(crate) fn on_opening(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(mut rows) = rows else { return self.retry("store_unavailable") };
        self.wait_row = match rows.pop().flatten() {
            Some(Row::Event(row)) => Some(row),
            _ => None,
        };
        self.take_state(rows.pop().flatten());
        let Some(envelope) = &self.envelope else { return self.retry("no_envelope") };
        let window = self.cfg.covers;
        let shown_from = envelope.received_at + window.settle + window.skew;
        let covered = self.state.as_ref().and_then(|s| s.last_read_started_at).is_some_and(|read| shown_from < read);
        let by = self.state.as_ref().and_then(|s| s.last_read_event.clone());
        if let (true, Some(by)) = (covered && self.began_nothing(), by) {
            return self.wait_for(Phase::Covering, Command::Load(vec![RowKey::event(&by)]));
        }
        self.await_settling(now)
    }

    /// Whether this message cannot have begun an event of its own: one that was delivered before, or re-enqueued, may be
    /// the only one that an event waits for.
    fn began_nothing(&self) -> bool {
        let retried = self.envelope.as_ref().is_none_or(|e| matches!(e.source, Source::Replay | Source::Retry));
        !retried && matches!(&self.entry, Entry::Queue(delivery) if delivery.receive_count == 1)
    }

    /// A read covers this event only if the event that it was made for is finished; otherwise this message may be the
    /// very one that must finish it.
    pub(crate) fn on_covering(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(mut rows) = rows else { return self.retry("store_unavailable") };
        let settled = match rows.pop().flatten() {
            Some(Row::Event(row)) => row.status.is_final(),
            _ => false,
        };
        if !settled {
            return self.await_settling(now);
        }
        self.note_received();
        self.entries.push(AuditEntry::Covered);
        self.close(now, Disposition::Done, Vec::new())
    }

    fn await_settling(&mut self, now: Timestamp) -> Command {
        let Some(envelope) = &self.envelope else { return self.retry("no_envelope") };
        if now >= envelope.not_before {
            return self.read_ticket(Phase::FirstRead);
        }
        let until = envelope.not_before;
        if until > self.deadline.saturating_sub(self.cfg.reserve) {
            let after = Some(until - now);
            return self.end(Disposition::Retry { after, why: "settle" });
        }
        self.wait_for(Phase::Waiting, Command::SleepUntil(until))
    }

    pub(crate) fn read_ticket(&mut self, phase: Phase) -> Command {
        self.calls += 1;
        self.wait_for(phase, Command::Call(VendorCall::ReadTicket { class: self.class() }))
    }

    pub(crate) fn class(&self) -> EventClass {
        if self.is_repair() {
            return EventClass::Background;
        }
        self.envelope.as_ref().map_or(EventClass::Normal, |e| e.class)
    }

    pub(crate) fn on_first_read(&mut self, now: Timestamp, result: Result<Answer, CallError>) -> Command {
        match result {
            Ok(Answer::Ticket(ticket)) => {
                self.ticket = Some(*ticket);
                self.note_received();
                self.open_comment(now)
            }
            Ok(_) => self.retry("unexpected_answer"),
            Err(CallError::Denied { retry_at }) => {
                self.calls -= 1;
                self.defer_unread(retry_at, "budget")
            }
            Err(CallError::TooLate) => self.retry("too_late"),
            Err(CallError::Failed(failure)) => match failure.kind {
                FailureKind::RateLimited | FailureKind::Unreachable | FailureKind::Ambiguous => {
                    self.retry("ticket_read_failed")
                }
                FailureKind::NotFound | FailureKind::TooLarge => {
                    self.note_received();
                    self.finish_unread(now, EventStatus::Failed, "ticket_gone")
                }
                FailureKind::Auth | FailureKind::BadRequest | FailureKind::Conflict => {
                    self.defer_unread(now + self.cfg.system_pause, failure.kind.code())
                }
            },
        }
    }

    /// Starts the work on the newest customer comment of the ticket in hand.
    pub(crate) fn open_comment(&mut self, now: Timestamp) -> Command {
        let newest = self.ticket.as_ref().and_then(|t| t.latest_customer_comment()).map(|c| c.id.clone());
        let (Some(id), Some(envelope)) = (newest, &self.envelope) else {
            return self.finish_unread(now, EventStatus::Skipped, "no_customer_comment");
        };
        self.event_key = keys::event_key(&envelope.conversation_id, &id);
        self.comment_id = id;
        self.load_event(Phase::Looking)
    }

    /// Loads the event row, its effects and, for a queue run, the state as it is now.
    pub(crate) fn load_event(&mut self, phase: Phase) -> Command {
        let mut wanted = vec![RowKey::event(&self.event_key)];
        wanted.extend(EFFECT_KINDS.map(|kind| RowKey::effect(&self.event_key, kind)));
        if !self.conversation_key.is_empty() {
            wanted.push(RowKey::state(&self.conversation_key));
        }
        self.wait_for(phase, Command::Load(wanted))
    }

    pub(crate) fn take_state(&mut self, row: Option<Row>) {
        self.state = match row {
            Some(Row::State(state)) => Some(state),
            _ => None,
        };
    }

    pub(crate) fn on_repair_rows(&mut self, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(rows) = rows else { return self.retry("store_unavailable") };
        self.take_event_rows(rows);
        let Some(row) = &self.row else { return self.end(Disposition::Done) };
        if row.status == EventStatus::Skipped {
            return self.end(Disposition::Done); // whatever it still planned is not wanted any more
        }
        self.envelope = Some(row.envelope.clone());
        self.conversation_key.clone_from(&row.conversation_key);
        let wanted = vec![RowKey::state(&self.conversation_key)];
        self.wait_for(Phase::RepairState, Command::Load(wanted))
    }

    pub(crate) fn on_repair_state(&mut self, now: Timestamp, rows: Option<Vec<Option<Row>>>) -> Command {
        let Some(mut rows) = rows else { return self.retry("store_unavailable") };
        self.take_state(rows.pop().flatten());
        self.claim_for_repair(now)
    }

    /// Drain: tags for manual triage, nothing read, nothing decided.
    pub(crate) fn drain_plan() -> Planned {
        let mut tags = vec!["mw-needs-manual-triage".to_owned()];
        tags.push(switchboard_domain::Team::EmailSupport.route_tag().to_owned());
        Planned {
            outcome: None::<Outcome>,
            reply: None,
            tags,
            pending: crate::command::PendingChange::Keep,
            customer_key: None,
            record_only: false,
            calls: 0,
        }
    }

    fn note_received(&mut self) {
        if let Some(envelope) = &self.envelope {
            self.entries.push(AuditEntry::Received {
                source: envelope.source,
                class: envelope.class,
                received_at: envelope.received_at,
            });
        }
    }
}
