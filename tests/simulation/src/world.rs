//! The world of one run and its scheduler: the earliest thing happens next, chance decides how it goes.

use std::sync::Arc;

use switchboard_domain::state::{EventStatus, Row, Write};
use switchboard_domain::ticket::Author;
use switchboard_domain::{
    ChannelClass, ConversationId, Envelope, EventClass, EventId, EventKind, Millis, Mode, SeededRandomness, Source,
    SwitchView, Timestamp, TraceId, envelope::EnvelopeSchema, keys,
};
use switchboard_workflow::{Command, Config, Delivery, Disposition, EventRun, Input, VendorCall, WriteResult, requeue};

use crate::actor::Actor;
use crate::check::{self, Violation};
use crate::faults::Faults;
use crate::queue::Queue;
use crate::rng::Rng;
use crate::store::Store;
use crate::ticket::{SimComment, SimTicket};

/// 2026-01-15T15:00:00Z.
const START: i64 = 1_768_489_200_000;
const VISIBILITY: i64 = 360_000;
const WORKERS: usize = 2;

/// What a run is made of.
#[derive(Clone, Debug)]
pub struct Options {
    /// Fault rates while customers write; afterwards the world is healthy.
    pub faults: Faults,
    /// Times and limits of the workflow under test.
    pub workflow: Config,
}

impl Default for Options {
    fn default() -> Self {
        let workflow = Config { bot_agent_id: Some(crate::ticket::BOT.to_owned()), ..Config::default() };
        Self { faults: Faults::default(), workflow }
    }
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunStats {
    /// Commands carried out.
    pub commands: u64,
    /// Workers that died.
    pub crashes: u64,
    /// Replies that reached a customer.
    pub replies: u64,
    /// Helpdesk calls.
    pub calls: u64,
    /// Events handed to a person.
    pub human: u64,
}

/// Something that happens by itself.
#[derive(Debug)]
pub(crate) enum Later {
    Customer { conversation: usize },
    Webhook { conversation: usize },
    Agent { conversation: usize },
    Close { conversation: usize },
    Apply { conversation: usize, call: VendorCall, by: String },
    Repair,
    Retry,
    Heal,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) rng: Rng,
    pub(crate) faults: Faults,
    pub(crate) store: Store,
    pub(crate) queue: Queue,
    pub(crate) tickets: Vec<SimTicket>,
    pub(crate) rendition: u64,
    pub(crate) sent: u64,
    pub(crate) calls: u64,
    pub(crate) violation: Option<Violation>,
    cfg: Arc<Config>,
    actors: Vec<Actor>,
    events: Vec<(i64, u64, Later)>,
    ids: SeededRandomness,
    sequence: u64,
    healed: bool,
    stats: RunStats,
    story: Option<Vec<String>>,
}

/// Runs one seed to its end and checks every invariant.
///
/// # Errors
/// The first invariant broken, with the seed that breaks it.
pub fn run_seed(seed: u64, options: &Options) -> Result<RunStats, Violation> {
    World::new(seed, options).play(seed)
}

/// Runs one seed and keeps its story: one line for each command, event and answer.
pub fn trace_seed(seed: u64, options: &Options) -> (Result<RunStats, Violation>, Vec<String>) {
    let mut world = World::new(seed, options);
    world.story = Some(Vec::new());
    let result = world.play(seed);
    (result, world.story.unwrap_or_default())
}

impl World {
    fn new(seed: u64, options: &Options) -> Self {
        Self {
            now: START,
            rng: Rng::new(seed),
            faults: options.faults.clone(),
            store: Store::default(),
            queue: Queue::default(),
            tickets: Vec::new(),
            rendition: 0,
            sent: 0,
            calls: 0,
            violation: None,
            cfg: Arc::new(options.workflow.clone()),
            actors: Vec::new(),
            events: Vec::new(),
            ids: SeededRandomness::new(seed),
            sequence: 0,
            healed: false,
            stats: RunStats::default(),
            story: None,
        }
    }

    fn play(&mut self, seed: u64) -> Result<RunStats, Violation> {
        self.populate();
        let outcome = self.run().and_then(|()| check::at_the_end(self));
        outcome.map_err(|violation| violation.of_seed(seed))?;
        let human = check::humans(&self.store);
        Ok(RunStats { replies: self.sent, human, calls: self.calls, ..self.stats })
    }

    fn tell(&mut self, what: impl FnOnce() -> String) {
        let seconds = (self.now - START) / 1_000;
        if let Some(story) = &mut self.story {
            story.push(format!("{seconds:>6} s  {}", what()));
        }
    }

    pub(crate) fn later(&mut self, at: i64, what: Later) {
        self.sequence += 1;
        self.events.push((at, self.sequence, what));
    }

    fn populate(&mut self) {
        let conversations = usize::try_from(self.rng.between(1, 2)).unwrap_or(1);
        for conversation in 0..conversations {
            let Ok(id) = ConversationId::new(format!("<t{conversation}@sim.example>")) else { continue };
            self.tickets.push(SimTicket {
                id,
                comments: Vec::new(),
                closed: false,
                settled_by_human_at: None,
                tags: Vec::new(),
            });
            let mut at = START + self.rng.between(0, 20_000);
            for _ in 0..self.rng.between(1, 3) {
                self.later(at, Later::Customer { conversation });
                at += self.rng.between(500, 400_000);
            }
            if self.rng.chance(120) {
                let at = START + self.rng.between(0, 300_000);
                self.later(at, Later::Agent { conversation });
            }
            if self.rng.chance(80) {
                let at = START + self.rng.between(0, 300_000);
                self.later(at, Later::Close { conversation });
            }
        }
        self.later(START + 60_000, Later::Retry);
        self.later(START + 45_000, Later::Repair);
        self.later(START + 1_500_000, Later::Heal);
    }

    fn run(&mut self) -> Result<(), Violation> {
        for _ in 0..20_000 {
            if let Some(violation) = self.violation.take() {
                return Err(violation);
            }
            let event = self.events.iter().map(|(at, n, _)| (*at, *n)).min();
            let actor = self.actors.iter().enumerate().map(|(i, a)| (a.ready_at, i)).min();
            let message = self.poll_at();
            let next = [event.map(|e| e.0), actor.map(|a| a.0), message].into_iter().flatten().min();
            let Some(next) = next else { return Ok(()) };
            if self.healed && self.is_quiet() {
                return Ok(());
            }
            self.now = self.now.max(next);
            if actor.is_some_and(|(at, _)| at == next) {
                self.advance(actor.map_or(0, |(_, i)| i));
            } else if event.is_some_and(|(at, _)| at == next) {
                let wanted = event.map(|(_, n)| n);
                let position = self.events.iter().position(|(_, n, _)| Some(*n) == wanted);
                if let Some(position) = position {
                    let (_, _, what) = self.events.swap_remove(position);
                    self.happen(what);
                }
            } else {
                self.receive();
            }
        }
        Err(Violation::new("the run does not come to rest"))
    }

    /// When a free worker could take the next message.
    fn poll_at(&self) -> Option<i64> {
        let busy = self.actors.iter().filter(|a| a.receipt.is_some()).count();
        let at = self.queue.next_visible().filter(|_| busy < WORKERS)?;
        // A message behind a blocked one of its group is not receivable yet: look again a second later.
        Some(if at <= self.now { self.now + 1_000 } else { at })
    }

    fn is_quiet(&self) -> bool {
        self.actors.is_empty()
            && self.queue.is_empty()
            && self.events.iter().all(|(_, _, what)| matches!(what, Later::Repair | Later::Retry))
            && self.store.next_due().is_none()
    }

    fn skew(&mut self) -> i64 {
        let bound = self.faults.skew_ms;
        if bound == 0 { 0 } else { self.rng.between(-bound, bound) / 2 }
    }

    fn receive(&mut self) {
        let now = self.now;
        let Some((message, receipt)) = self.queue.receive(now, VISIBILITY) else { return };
        let delivery = Delivery {
            envelope: message.envelope.clone(),
            dedup_id: message.dedup_id.clone(),
            receive_count: message.receives,
        };
        let conversation = message.conversation;
        let name = format!("w{receipt}");
        let skew = self.skew();
        let deadline = Timestamp::from_millis(now + skew + 60_000);
        let run = EventRun::for_delivery(Arc::clone(&self.cfg), delivery, name.clone(), deadline);
        self.start(Actor { name, run, receipt: Some(receipt), conversation, skew, command: None, ready_at: now });
    }

    fn start(&mut self, mut actor: Actor) {
        let command = actor.run.step(actor.clock(self.now), Input::Start);
        actor.command = Some(command);
        self.actors.push(actor);
    }

    /// One command of one actor: it may die before it, between effect and answer, or be stopped for long.
    fn advance(&mut self, i: usize) {
        let mut actor = self.actors.swap_remove(i);
        let Some(command) = actor.command.take() else { return };
        self.stats.commands += 1;
        if let Command::Finish(disposition) = command {
            self.tell(|| format!("{} ends: {disposition:?}", actor.name));
            self.finish(&actor, &disposition);
            return;
        }
        self.tell(|| format!("{} {command:?}", actor.name));
        if self.rng.chance(self.faults.crash / 2) {
            self.tell(|| format!("{} dies before it", actor.name));
            self.stats.crashes += 1;
            return;
        }
        let (input, wait) = self.execute(&actor, command);
        self.tell(|| format!("{} <- {input:?}", actor.name));
        if self.rng.chance(self.faults.crash / 2) {
            self.tell(|| format!("{} dies after it", actor.name));
            self.stats.crashes += 1;
            return;
        }
        let stopped = if self.rng.chance(self.faults.pause) { self.rng.between(1_000, 200_000) } else { 0 };
        actor.ready_at = self.now + wait + stopped;
        let command = actor.run.step(actor.clock(actor.ready_at), input);
        actor.command = Some(command);
        self.actors.push(actor);
    }

    fn finish(&mut self, actor: &Actor, disposition: &Disposition) {
        let Some(receipt) = actor.receipt else { return };
        match disposition {
            Disposition::Done => self.queue.delete(receipt),
            Disposition::DeadLetter { .. } => self.queue.dead_letter(receipt),
            Disposition::Retry { after, .. } => {
                let after = after.map_or_else(|| self.rng.between(15_000, 60_000), |m| m.0.max(500));
                self.queue.hide(receipt, self.now + after);
            }
        }
    }

    fn happen(&mut self, what: Later) {
        self.tell(|| format!("{what:?}"));
        match what {
            Later::Customer { conversation } => {
                let n = self.tickets[conversation].comments.len();
                let comment = SimComment {
                    id: format!("c{conversation}-{n}"),
                    author: Author::Customer,
                    created_at: self.now,
                    visible_at: self.now,
                    text: "Where is my order?".to_owned(),
                    announced: !self.rng.chance(self.faults.unannounced),
                };
                let webhooks = if comment.announced { self.rng.between(1, 3) } else { 0 };
                let ticket = &mut self.tickets[conversation];
                ticket.comments.push(comment);
                if !ticket.closed {
                    ticket.settled_by_human_at = None;
                }
                for _ in 0..webhooks {
                    let at = self.now + self.rng.between(50, 2_500);
                    self.later(at, Later::Webhook { conversation });
                }
            }
            Later::Webhook { conversation } => self.webhook(conversation),
            Later::Agent { conversation } => {
                let comment = SimComment {
                    id: format!("a{conversation}-{}", self.now),
                    author: Author::Operator(Some("agent-human".to_owned())),
                    created_at: self.now,
                    visible_at: self.now,
                    text: "A person answers.".to_owned(),
                    announced: false,
                };
                self.tickets[conversation].comments.push(comment);
                self.tickets[conversation].settled_by_human_at.get_or_insert(self.now);
            }
            Later::Close { conversation } => {
                self.tickets[conversation].closed = true;
                self.tickets[conversation].settled_by_human_at.get_or_insert(self.now);
            }
            Later::Apply { conversation, call, by } => {
                let read_at = Timestamp::from_millis(self.now);
                // A helpdesk that applies calls late is behind with showing them, too.
                self.apply(conversation, &call, read_at, &by, 500);
            }
            Later::Retry => {
                self.retry_job();
                self.later(self.now + 60_000, Later::Retry);
            }
            Later::Repair => {
                self.repair_job();
                self.later(self.now + 45_000, Later::Repair);
            }
            Later::Heal => {
                self.faults = Faults::NONE;
                self.healed = true;
            }
        }
    }

    fn webhook(&mut self, conversation: usize) {
        let received_at = Timestamp::from_millis(self.now);
        let bucket_end = Timestamp::from_millis((self.now / 3_000 + 1) * 3_000);
        let envelope = Envelope {
            schema: EnvelopeSchema::V1,
            event_id: EventId::generate(received_at, &self.ids),
            source: Source::RichpanelHttpTarget,
            kind: EventKind::CustomerMessage,
            conversation_id: self.tickets[conversation].id.clone(),
            message_id: None,
            trigger: None,
            channel_hint: None,
            received_at,
            sent_at: None,
            not_before: bucket_end + self.cfg.covers.settle,
            class: if conversation == 1 { EventClass::Interactive } else { EventClass::Normal },
            trace_id: TraceId::generate(received_at, &self.ids),
            attempt: 1,
        };
        let dedup = envelope.dedup_id(Millis(3_000));
        self.queue.send(envelope, dedup, conversation, self.now + 5_000);
    }

    fn conversation_of(&self, id: &ConversationId) -> usize {
        self.tickets.iter().position(|ticket| ticket.id == *id).unwrap_or(0)
    }

    fn retry_job(&mut self) {
        let clock = Timestamp::from_millis(self.now);
        for key in self.store.due(clock) {
            let Some(Row::Event(row)) = self.store.get(&key) else { continue };
            let Some(job) = requeue(row, clock) else { continue };
            let conversation = self.conversation_of(&job.envelope.conversation_id);
            self.queue.send(job.envelope, job.dedup_id, conversation, self.now + 5_000);
            // The dangerous moment of this job is short, so it is hit more often than by chance.
            if self.rng.chance(self.faults.crash * 10) {
                return;
            }
            self.write(vec![job.write], "retry-job");
        }
    }

    fn repair_job(&mut self) {
        let clock = Timestamp::from_millis(self.now);
        for key in self.store.due(clock) {
            let event_key = match self.store.get(&key) {
                Some(Row::Effect(effect)) => effect.event_key.clone(),
                Some(Row::Event(event)) if event.status == EventStatus::Planned => event.event_key.clone(),
                _ => continue,
            };
            let Some(Row::Event(row)) = self.store.get(&switchboard_domain::state::RowKey::event(&event_key)) else {
                continue;
            };
            let conversation = self.conversation_of(&row.envelope.conversation_id);
            self.sequence += 1;
            let name = format!("r{}", self.sequence);
            let skew = self.skew();
            let deadline = Timestamp::from_millis(self.now + skew + 200_000);
            let run = EventRun::for_repair(Arc::clone(&self.cfg), event_key, name.clone(), deadline);
            let ready_at = self.now;
            self.start(Actor { name, run, receipt: None, conversation, skew, command: None, ready_at });
        }
    }

    pub(crate) fn write(&mut self, writes: Vec<Write>, by: &str) -> WriteResult {
        let (result, stolen) = self.store.write(writes, by);
        if let Some(what) = stolen {
            self.violation.get_or_insert(Violation::new(&what));
        }
        result
    }

    /// No send without a durable dispatch by the worker that sends.
    pub(crate) fn check_send(&mut self, conversation: usize, body: &str, by: &str) {
        if let Err(violation) = check::at_send(&self.store, &self.tickets[conversation], body, by) {
            self.violation.get_or_insert(violation);
        }
    }

    pub(crate) fn switches(&self, read_at: Timestamp) -> SwitchView {
        let mut view = SwitchView::fail_closed(read_at);
        view.safe_mode = false;
        view.automation_enabled = true;
        view.channels = vec![ChannelClass::Email, ChannelClass::Livechat];
        view.release_stage = Some(5);
        view.mode = Mode::Normal;
        view.require_allowlist = false;
        view.readable = true;
        view
    }

    pub(crate) fn check_race(&mut self, conversation: usize) {
        if let Err(violation) = check::race(&self.tickets[conversation], self.now) {
            self.violation.get_or_insert(violation);
        }
    }

    /// Event key of the newest customer comment of a conversation.
    /// The event of the newest customer comment, if a webhook told of it.
    pub(crate) fn newest_event_key(&self, conversation: usize) -> Option<String> {
        let ticket = &self.tickets[conversation];
        ticket.newest_customer().filter(|c| c.announced).map(|c| keys::event_key(&ticket.id, &c.id))
    }
}
