//! A world of one conversation: rows in a map, a scripted helpdesk, a clock that stands unless it is moved.

use std::collections::HashMap;
use std::sync::Arc;

use switchboard_domain::envelope::EnvelopeSchema;
use switchboard_domain::state::{EffectKind, EffectRow, EventRow, Row, RowKey, StateRow, Write};
use switchboard_domain::ticket::{Author, Comment, Ticket};
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{
    ChannelClass, ConversationId, Envelope, EventClass, EventId, EventKind, Millis, Mode, Reason, Source, SwitchView,
    TemplateId, Timestamp, TraceId, Variant, keys,
};
use switchboard_workflow::{
    Answer, CallError, Command, Config, Delivery, Disposition, EventRun, Input, PendingChange, Planned, PlannedReply,
    VendorCall, WriteResult, content_fingerprint,
};

pub(crate) const BOT: &str = "bot";
pub(crate) const REPLY: &str = "Could you reply with your order number?";

/// 2026-01-15T15:00:00Z.
pub(crate) const START: i64 = 1_768_489_200_000;

pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) rows: HashMap<RowKey, Row>,
    pub(crate) ticket: Ticket,
    pub(crate) calls: Vec<&'static str>,
    pub(crate) tags: Vec<Vec<String>>,
    pub(crate) removed: Vec<String>,
    pub(crate) route: &'static str,
    pub(crate) sent: u32,
    pub(crate) config: Config,
    pub(crate) mode: Mode,
    /// Failure of the next call of this name.
    pub(crate) fail: HashMap<&'static str, FailureKind>,
    /// Helpdesk calls that a decision needs.
    pub(crate) lookup_calls: u32,
    pub(crate) replies: bool,
    pub(crate) look: Result<(), Reason>,
    /// Whether an accepted send shows on the ticket.
    pub(crate) shows: bool,
    pub(crate) closes: bool,
    pub(crate) denied: Option<Timestamp>,
    pub(crate) conflict_on: Option<usize>,
    /// A comment that appears while the decision is made, which then takes 31 s.
    pub(crate) arrives: Option<Comment>,
    writes: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        let now = Timestamp::from_millis(START);
        let id = ConversationId::new("<ticket@mail.example>").unwrap();
        let ticket = Ticket {
            id,
            number: None,
            closed: false,
            channel: "email".into(),
            subject: None,
            customer_email: None,
            customer_phone: None,
            customer_first_name: None,
            order_number: None,
            comments: vec![comment("c1", Author::Customer, now, "Where is my order?")],
            tags: Vec::new(),
            shape_findings: 0,
            read_at: now,
        };
        Self {
            now: now + Millis::from_secs(10),
            rows: HashMap::new(),
            ticket,
            calls: Vec::new(),
            tags: Vec::new(),
            removed: Vec::new(),
            route: "route-email-support-team",
            sent: 0,
            config: Config { bot_agent_id: Some(BOT.into()), ..Config::default() },
            mode: Mode::Normal,
            fail: HashMap::new(),
            lookup_calls: 0,
            replies: true,
            look: Ok(()),
            shows: true,
            closes: false,
            denied: None,
            conflict_on: None,
            arrives: None,
            writes: 0,
        }
    }

    pub(crate) fn envelope(&self) -> Envelope {
        let received_at = Timestamp::from_millis(START);
        Envelope {
            schema: EnvelopeSchema::V1,
            event_id: EventId::from_stored("evt_1"),
            source: Source::RichpanelHttpTarget,
            kind: EventKind::CustomerMessage,
            conversation_id: self.ticket.id.clone(),
            message_id: None,
            trigger: None,
            channel_hint: None,
            received_at,
            sent_at: None,
            not_before: received_at + Millis::from_secs(5),
            class: EventClass::Normal,
            trace_id: TraceId::from_stored("trc_1"),
            attempt: 1,
        }
    }

    pub(crate) fn deliver(&mut self, envelope: Envelope) -> Disposition {
        self.deliver_time(envelope, 1)
    }

    /// The queue delivers a message for the n-th time.
    pub(crate) fn deliver_time(&mut self, envelope: Envelope, receive_count: u32) -> Disposition {
        let delivery = Delivery { envelope, dedup_id: "b-1".into(), receive_count };
        let deadline = self.now + Millis::from_secs(60);
        let config = Arc::new(self.config.clone());
        self.drive(EventRun::for_delivery(config, delivery, format!("worker-{}", self.writes), deadline))
    }

    pub(crate) fn repair(&mut self) -> Disposition {
        let deadline = self.now + Millis::from_secs(300);
        let config = Arc::new(self.config.clone());
        self.drive(EventRun::for_repair(config, self.event_key(), format!("repair-{}", self.writes), deadline))
    }

    pub(crate) fn drive_run(&mut self, run: EventRun) -> Disposition {
        self.drive(run)
    }

    fn drive(&mut self, mut run: EventRun) -> Disposition {
        let mut input = Input::Start;
        for _ in 0..200 {
            let command = run.step(self.now, input);
            input = match command {
                Command::Finish(disposition) => return disposition,
                command => self.answer(command),
            };
        }
        panic!("the run does not end");
    }

    fn answer(&mut self, command: Command) -> Input {
        match command {
            Command::ReadSwitches => Input::Switches(self.switches()),
            Command::Load(keys) => Input::Rows(Some(keys.iter().map(|key| self.rows.get(key).cloned()).collect())),
            Command::Write(writes) => Input::Written(self.write(writes)),
            Command::SleepUntil(until) => {
                self.now = until;
                Input::Woke
            }
            Command::Acquire(_) => Input::Acquired(self.denied.map_or(Ok(()), Err)),
            Command::Call(call) => Input::Called(self.call(&call)),
            Command::Decide(request) => {
                if let Some(comment) = self.arrives.take() {
                    self.ticket.comments.push(comment);
                    self.pass(31);
                }
                Input::Decided(Ok(Box::new(self.decide(request.blocked))))
            }
            Command::LastLook(request) => {
                let newest = request.ticket.latest_customer_comment().map(|c| c.id.clone());
                let superseded = newest.as_deref() != Some(request.comment_id.as_str());
                Input::Looked(if superseded { Err(Reason::Superseded) } else { self.look })
            }
            Command::Finish(_) => unreachable!(),
        }
    }

    fn write(&mut self, writes: Vec<Write>) -> WriteResult {
        self.writes += 1;
        if self.conflict_on == Some(self.writes) {
            return WriteResult::Conflict;
        }
        for write in &writes {
            let (key, expect) = write.target();
            if !expect.holds(self.rows.get(&key)) {
                return WriteResult::Conflict;
            }
        }
        for write in writes {
            match write {
                Write::Put { row, .. } => drop(self.rows.insert(row.key(), row)),
                Write::Delete { key, .. } => drop(self.rows.remove(&key)),
                Write::Check { .. } => {}
            }
        }
        WriteResult::Done
    }

    fn call(&mut self, call: &VendorCall) -> Result<Answer, CallError> {
        let name = match call {
            VendorCall::ReadTicket { .. } => "read",
            VendorCall::SendMessage { .. } => "send",
            VendorCall::Close => "close",
            VendorCall::AddTags(_) => "tags",
            VendorCall::RemoveTags(_) => "untag",
        };
        if name == "read"
            && let Some(retry_at) = self.denied
        {
            return Err(CallError::Denied { retry_at });
        }
        self.calls.push(name);
        if let Some(kind) = self.fail.remove(name) {
            if kind == FailureKind::Ambiguous && name == "send" && self.shows {
                self.show_reply();
            }
            return Err(CallError::Failed(VendorFailure {
                vendor: Vendor::Richpanel,
                operation: "scripted",
                kind,
                http_status: None,
                retry_after: None,
            }));
        }
        Ok(match call {
            VendorCall::ReadTicket { .. } => {
                Answer::Ticket(Box::new(Ticket { read_at: self.now, ..self.ticket.clone() }))
            }
            VendorCall::SendMessage { .. } => {
                if self.shows {
                    self.show_reply();
                }
                Answer::Sent { echoed: false }
            }
            VendorCall::Close => {
                self.ticket.closed = self.closes;
                Answer::Applied(None)
            }
            VendorCall::RemoveTags(tags) => {
                self.removed.extend(tags.clone());
                Answer::Applied(None)
            }
            VendorCall::AddTags(tags) => {
                self.tags.push(tags.clone());
                Answer::Applied(None)
            }
        })
    }

    pub(crate) fn show_reply(&mut self) {
        self.sent += 1;
        let id = format!("op{}", self.sent);
        self.ticket.comments.push(comment(&id, Author::Operator(Some(BOT.into())), self.now, REPLY));
    }

    fn decide(&self, blocked: Option<Reason>) -> Planned {
        let replies = self.replies && blocked.is_none();
        let mut tags = vec!["mw-processed".to_owned(), self.route.to_owned()];
        if replies {
            tags.push("mw-auto-replied".into());
        }
        Planned {
            outcome: None,
            reply: replies.then(|| PlannedReply {
                body: REPLY.to_owned().into(),
                fingerprint: content_fingerprint(REPLY),
                template_id: TemplateId::OrderStatusAskOrderNumber,
                variant: Variant::Default,
            }),
            tags,
            pending: PendingChange::Keep,
            customer_key: Some("U#x".into()),
            record_only: false,
            calls: self.lookup_calls,
        }
    }

    fn switches(&self) -> SwitchView {
        SwitchView {
            safe_mode: false,
            automation_enabled: true,
            channels: vec![ChannelClass::Email],
            release_stage: Some(5),
            mode: self.mode,
            require_allowlist: false,
            readable: true,
            ..SwitchView::fail_closed(self.now)
        }
    }

    pub(crate) fn event_key(&self) -> String {
        keys::event_key(&self.ticket.id, &self.ticket.latest_customer_comment().unwrap().id)
    }

    pub(crate) fn event(&self) -> EventRow {
        let key = RowKey::event(&self.event_key());
        let Some(Row::Event(row)) = self.rows.get(&key) else { panic!("no event row") };
        row.clone()
    }

    pub(crate) fn effect(&self, kind: EffectKind) -> EffectRow {
        let key = RowKey::effect(&self.event_key(), kind);
        let Some(Row::Effect(row)) = self.rows.get(&key) else { panic!("no {kind:?} row") };
        row.clone()
    }

    pub(crate) fn state(&self) -> StateRow {
        let key = RowKey::state(&keys::conversation_key(&self.ticket.id));
        let Some(Row::State(row)) = self.rows.get(&key) else { panic!("no state row") };
        row.clone()
    }

    pub(crate) fn pass(&mut self, secs: i64) {
        self.now = self.now + Millis::from_secs(secs);
    }
}

pub(crate) fn comment(id: &str, author: Author, at: Timestamp, text: &str) -> Comment {
    Comment { id: id.into(), author, created_at: Some(at), text: text.to_owned().into(), attachments: 0, public: true }
}
