//! The run: its facts, its phases, and the dispatch from phase and input to the rule that handles them.

use std::collections::BTreeMap;
use std::sync::Arc;

use switchboard_domain::state::{AuditEntry, EffectKind, EffectRow, EffectState, EventRow, StateRow, Write};
use switchboard_domain::ticket::Ticket;
use switchboard_domain::{Envelope, Reason, SwitchView, Timestamp};

use crate::command::{Command, Disposition, Input, Planned};
use crate::config::Config;

/// One message as the queue delivered it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Decoded body.
    pub envelope: Envelope,
    /// Deduplication id under which it was sent.
    pub dedup_id: String,
    /// How often the queue has delivered it, this time included.
    pub receive_count: u32,
}

/// How the run was started.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// By a message of the queue: the newest customer comment is what it works on.
    Queue(Delivery),
    /// By the repair job: one event whose effects are due.
    Repair,
}

/// What the run waits for.
#[derive(Debug)]
pub(crate) enum Phase {
    Start,
    Switches,
    Opening,
    Covering,
    Waiting,
    FirstRead,
    RepairRow,
    RepairState,
    RepairRead,
    Looking,
    Claiming,
    Others,
    OthersWritten,
    Deciding,
    Planning,
    Rerendering,
    Refreshing,
    LastLook,
    Acquiring(EffectKind),
    Preparing,
    Dispatching(EffectKind),
    Calling(EffectKind),
    Settling,
    Checking,
    CloseCheck,
    Removing(EffectKind),
    Skipping,
    GivingUpGrant,
    GivingUp,
    Wrapping,
    WaitRow { due: Timestamp, reason: String },
    Closing(Disposition),
    Ended,
}

/// The work on one event. Feed it [`Input::Start`], then the answer to each command, until [`Command::Finish`].
#[derive(Debug)]
pub struct EventRun {
    pub(crate) cfg: Arc<Config>,
    pub(crate) owner: String,
    pub(crate) entry: Entry,
    pub(crate) deadline: Timestamp,
    pub(crate) phase: Phase,
    pub(crate) envelope: Option<Envelope>,
    pub(crate) event_key: String,
    pub(crate) conversation_key: String,
    pub(crate) switches: Option<SwitchView>,
    pub(crate) state: Option<StateRow>,
    pub(crate) wait_row: Option<EventRow>,
    pub(crate) ticket: Option<Ticket>,
    pub(crate) comment_id: String,
    pub(crate) row: Option<EventRow>,
    pub(crate) effects: BTreeMap<EffectKind, EffectRow>,
    /// State in the store of every effect changed since the last write; `None` if it is not stored yet.
    pub(crate) dirty: BTreeMap<EffectKind, Option<EffectState>>,
    pub(crate) plan: Option<Planned>,
    pub(crate) blocked: Option<Reason>,
    pub(crate) calls: u32,
    pub(crate) entries: Vec<AuditEntry>,
    pub(crate) entries_written: u32,
    pub(crate) drain: bool,
    /// The ticket was read after the reply's latest dispatch and compared with it.
    pub(crate) compared: bool,
    /// The fence that the store still has for the row, if it is not the row's own any more.
    pub(crate) stored_fence: Option<u64>,
    /// Writes that belong to the next transaction.
    pub(crate) also: Vec<Write>,
    pub(crate) new_evidence: Option<String>,
}

impl EventRun {
    /// A run for a message of the queue. The host may end it at `deadline`.
    pub fn for_delivery(cfg: Arc<Config>, delivery: Delivery, owner: String, deadline: Timestamp) -> Self {
        let envelope = delivery.envelope.clone();
        let conversation_key = switchboard_domain::keys::conversation_key(&envelope.conversation_id);
        Self::new(cfg, owner, deadline, Entry::Queue(delivery), Some(envelope), String::new(), conversation_key)
    }

    /// A run for an event whose effects are due: settles what is unknown or owed, in the background class.
    pub fn for_repair(cfg: Arc<Config>, event_key: String, owner: String, deadline: Timestamp) -> Self {
        Self::new(cfg, owner, deadline, Entry::Repair, None, event_key, String::new())
    }

    fn new(
        cfg: Arc<Config>,
        owner: String,
        deadline: Timestamp,
        entry: Entry,
        envelope: Option<Envelope>,
        event_key: String,
        conversation_key: String,
    ) -> Self {
        Self {
            cfg,
            owner,
            entry,
            deadline,
            phase: Phase::Start,
            envelope,
            event_key,
            conversation_key,
            switches: None,
            state: None,
            wait_row: None,
            ticket: None,
            comment_id: String::new(),
            row: None,
            effects: BTreeMap::new(),
            dirty: BTreeMap::new(),
            plan: None,
            blocked: None,
            calls: 0,
            entries: Vec::new(),
            entries_written: 0,
            drain: false,
            compared: false,
            stored_fence: None,
            also: Vec::new(),
            new_evidence: None,
        }
    }

    /// Helpdesk calls that this run has caused.
    pub fn calls(&self) -> u32 {
        self.calls
    }

    /// Key of the event row, once known.
    pub fn event_key(&self) -> Option<&str> {
        (!self.event_key.is_empty()).then_some(self.event_key.as_str())
    }

    /// Takes what happened and says what to do next. After [`Command::Finish`] every further step finishes again.
    pub fn step(&mut self, now: Timestamp, input: Input) -> Command {
        match (std::mem::replace(&mut self.phase, Phase::Ended), input) {
            (Phase::Start, Input::Start) => self.begin(),
            (Phase::Switches, Input::Switches(view)) => self.on_switches(now, view),
            (Phase::Opening, Input::Rows(rows)) => self.on_opening(now, rows),
            (Phase::Covering, Input::Rows(rows)) => self.on_covering(now, rows),
            (Phase::Waiting, Input::Woke) => self.read_ticket(Phase::FirstRead),
            (Phase::FirstRead, Input::Called(result)) => self.on_first_read(now, result),
            (Phase::RepairRow, Input::Rows(rows)) => self.on_repair_rows(rows),
            (Phase::RepairState, Input::Rows(rows)) => self.on_repair_state(now, rows),
            (Phase::RepairRead, Input::Called(result)) => self.on_repair_read(now, result),
            (Phase::Looking, Input::Rows(rows)) => self.on_event_rows(now, rows),
            (Phase::Claiming, Input::Written(result)) => self.on_claimed(now, result),
            (Phase::Others, Input::Rows(rows)) => self.on_others(now, rows),
            (Phase::OthersWritten, Input::Written(result)) => self.on_others_written(now, result),
            (Phase::Deciding, Input::Decided(result)) => self.on_decided(now, result),
            (Phase::Planning, Input::Written(result)) => self.on_planned(now, result),
            (Phase::Rerendering, Input::Decided(result)) => self.on_rerendered(now, result),
            (Phase::Refreshing, Input::Called(result)) => self.on_refreshed(now, result),
            (Phase::LastLook, Input::Looked(result)) => self.on_last_look(now, result),
            (Phase::Acquiring(kind), Input::Acquired(result)) => self.on_acquired(now, kind, result),
            (Phase::Preparing, Input::Rows(rows)) => self.on_prepared(now, rows),
            (Phase::Dispatching(kind), Input::Written(result)) => self.on_dispatched(kind, result),
            (Phase::Calling(kind), Input::Called(result)) => self.on_called(now, kind, result),
            (Phase::Settling, Input::Written(result)) => self.on_settled(now, result),
            (Phase::Checking, Input::Called(result)) => self.on_checked(now, result),
            (Phase::CloseCheck, Input::Called(result)) => self.on_close_checked(now, result),
            (Phase::Removing(kind), Input::Called(result)) => self.on_removed(now, kind, result),
            (Phase::Skipping, Input::Written(result)) => self.on_skipped(now, result),
            (Phase::GivingUpGrant, Input::Acquired(result)) => self.on_giving_up(now, result),
            (Phase::GivingUp, Input::Called(_)) => self.on_given_up(now),
            (Phase::Wrapping, Input::Rows(rows)) => self.on_wrapping(now, rows),
            (Phase::WaitRow { due, reason }, Input::Rows(rows)) => self.on_wait_row(now, rows, due, reason),
            (Phase::Closing(disposition), Input::Written(result)) => self.on_closing(disposition, result),
            (Phase::Ended | Phase::Start, _) => Command::Finish(Disposition::Done),
            _ => self.retry("unexpected_input"),
        }
    }

    /// Whether the repair job started the run.
    pub(crate) fn is_repair(&self) -> bool {
        matches!(self.entry, Entry::Repair)
    }

    /// Leaves the message for later with the queue's own backoff.
    pub(crate) fn retry(&mut self, why: &'static str) -> Command {
        self.end(Disposition::Retry { after: None, why })
    }

    pub(crate) fn end(&mut self, disposition: Disposition) -> Command {
        self.phase = Phase::Ended;
        Command::Finish(disposition)
    }

    pub(crate) fn wait_for(&mut self, phase: Phase, command: Command) -> Command {
        self.phase = phase;
        command
    }
}
