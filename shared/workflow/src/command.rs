//! What a run asks for and what it is told.

use switchboard_domain::outcome::Outcome;
use switchboard_domain::state::{EventRow, PendingFlow, Row, RowKey, StateRow, Write};
use switchboard_domain::ticket::Ticket;
use switchboard_domain::vendor::VendorFailure;
use switchboard_domain::{Envelope, EventClass, Millis, Reason, Redacted, SwitchView, TemplateId, Timestamp, Variant};

/// What to do next. Each command but [`Command::Finish`] is answered by one [`Input`].
#[derive(Debug)]
pub enum Command {
    /// Read the switches (a cached value of at most 30 s is fine). Answer: [`Input::Switches`].
    ReadSwitches,
    /// Read rows, each seeing every acknowledged write. Answer: [`Input::Rows`] in the same order.
    Load(Vec<RowKey>),
    /// Write all or nothing. Answer: [`Input::Written`].
    Write(Vec<Write>),
    /// Do nothing until the instant. Answer: [`Input::Woke`].
    SleepUntil(Timestamp),
    /// Take a place in the vendor budget and wait for it. Answer: [`Input::Acquired`].
    Acquire(EventClass),
    /// Call the helpdesk. Reads ask the budget themselves, effects were granted before. Answer: [`Input::Called`].
    Call(VendorCall),
    /// Classify, look orders up, apply the policy and render. Answer: [`Input::Decided`].
    Decide(Box<DecideRequest>),
    /// Evaluate everything that forbids a reply now. Answer: [`Input::Looked`].
    LastLook(Box<LookRequest>),
    /// The run is over.
    Finish(Disposition),
}

/// A call to the helpdesk.
#[derive(Clone, Debug, PartialEq)]
pub enum VendorCall {
    /// Read the ticket.
    ReadTicket {
        /// Budget class.
        class: EventClass,
    },
    /// Send the reply. Never repeated after an ambiguous answer.
    SendMessage {
        /// Rendered text.
        body: Redacted<String>,
        /// After this instant the call must not start any more: the lease may have passed to another worker.
        start_before: Timestamp,
    },
    /// Close the ticket.
    Close,
    /// Add tags.
    AddTags(Vec<String>),
    /// Remove tags: an earlier route tag of ours.
    RemoveTags(Vec<String>),
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The ticket.
    Ticket(Box<Ticket>),
    /// Accepted; `echoed` is true only if the answer proves that the reply stands on the ticket.
    Sent {
        /// Proof in the answer, where that capability is proven.
        echoed: bool,
    },
    /// Done; the ticket if the answer carries it and that capability is proven.
    Applied(Option<Box<Ticket>>),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// The budget cannot grant a start in time, or the breaker is open.
    Denied {
        /// When to come back.
        retry_at: Timestamp,
    },
    /// The vendor failed; repeats that are safe were already tried.
    Failed(VendorFailure),
    /// The call was not started because `start_before` had passed.
    TooLate,
}

/// Result of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteResult {
    /// Durable.
    Done,
    /// A condition did not hold; nothing was written.
    Conflict,
    /// The store cannot say or cannot be reached.
    Unavailable,
}

/// What the decider needs.
#[derive(Debug)]
pub struct DecideRequest {
    /// The event.
    pub envelope: Envelope,
    /// The ticket as just read.
    pub ticket: Ticket,
    /// Id of the comment that is answered.
    pub comment_id: String,
    /// What is known about the conversation.
    pub state: Option<StateRow>,
    /// The switches; `None` when this run has not read them yet.
    pub switches: Option<SwitchView>,
    /// Decide route-only for this reason, because a gate closed after the first decision.
    pub blocked: Option<Reason>,
    /// Own event key, which does not count as an unresolved earlier reply.
    pub event_key: String,
    /// The reply is a repeat after proven absence: its own first dispatch does not count in the caps.
    pub redispatch: bool,
}

/// Change of the pending flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PendingChange {
    /// Leave it.
    #[default]
    Keep,
    /// End it.
    Clear,
    /// We ask and wait for the answer.
    Set(PendingFlow),
}

/// A decision ready to be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// What was decided; `None` when nothing was read (drain).
    pub outcome: Option<Outcome>,
    /// The reply, if the action is to send one.
    pub reply: Option<PlannedReply>,
    /// Tags that the release stage lets through; empty means no tag call.
    pub tags: Vec<String>,
    /// Change of the pending flow.
    pub pending: PendingChange,
    /// Key of the customer's counters.
    pub customer_key: Option<String>,
    /// Write nothing to the vendor, only record (shadow, early stages).
    pub record_only: bool,
    /// Helpdesk calls that the decision needed.
    pub calls: u32,
}

/// A rendered reply.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedReply {
    /// Text.
    pub body: Redacted<String>,
    /// Fingerprint of the text's content form; compared with comments read back.
    pub fingerprint: String,
    /// Template.
    pub template_id: TemplateId,
    /// Variant.
    pub variant: Variant,
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideError {
    /// The budget for a lookup is not to be had in time.
    Denied {
        /// When to come back.
        retry_at: Timestamp,
    },
    /// Something needed is missing (secret, configuration): rest and alarm.
    System {
        /// Stable code.
        code: String,
    },
}

/// What the last look evaluates: switches (re-read when older than 30 s), outbound gates and the ticket.
#[derive(Debug)]
pub struct LookRequest {
    /// The event row.
    pub row: EventRow,
    /// The ticket, at most 30 s old.
    pub ticket: Ticket,
    /// What is known about the conversation.
    pub state: Option<StateRow>,
    /// Id of the comment that is answered.
    pub comment_id: String,
    /// The template about to be sent.
    pub template_id: TemplateId,
    /// See [`DecideRequest::redispatch`].
    pub redispatch: bool,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The first input of a run.
    Start,
    /// Answer to [`Command::ReadSwitches`].
    Switches(SwitchView),
    /// Answer to [`Command::Load`]; `None` when the store cannot be read.
    Rows(Option<Vec<Option<Row>>>),
    /// Answer to [`Command::Write`].
    Written(WriteResult),
    /// Answer to [`Command::SleepUntil`].
    Woke,
    /// Answer to [`Command::Acquire`].
    Acquired(Result<(), Timestamp>),
    /// Answer to [`Command::Call`].
    Called(Result<Answer, CallError>),
    /// Answer to [`Command::Decide`].
    Decided(Result<Box<Planned>, DecideError>),
    /// Answer to [`Command::LastLook`].
    Looked(Result<(), Reason>),
}

/// How a run ended, for the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Acknowledge.
    Done,
    /// Leave it on the queue, invisible for this long; `None`: the queue's backoff.
    Retry {
        /// Delay.
        after: Option<Millis>,
        /// Stable code, for the log.
        why: &'static str,
    },
    /// Move it to the dead letters.
    DeadLetter {
        /// Stable code.
        reason: &'static str,
    },
}
