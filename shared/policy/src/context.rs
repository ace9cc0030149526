//! What a decision is made of: the newest customer message, the ticket around it, and what the state knows.

use switchboard_domain::state::{PendingFlow, PendingKind, ReplyRecord};
use switchboard_domain::{Language, Millis, Redacted, Timestamp};

/// Who wrote an older message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The customer.
    Customer,
    /// A person of the merchant.
    Operator,
    /// Our bot agent, or an automation whose author id is on the configured list; never counts as a human.
    Middleware,
}

/// An older message of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct PastMessage {
    /// Who wrote it.
    pub from: Speaker,
    /// What, as the vendor sent it.
    pub text: Redacted<String>,
    /// When; `None` if the vendor's time cannot be read.
    pub at: Option<Timestamp>,
}

/// The ticket's own customer. Nothing typed into a message belongs here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// Email address.
    pub email: Option<Redacted<String>>,
    /// Phone number, E.164.
    pub phone: Option<Redacted<String>>,
    /// Name as the profile has it; the first word is used in greetings if it looks like a name.
    pub name: Option<Redacted<String>>,
}

/// What the durable state and the ticket say beyond the messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Automatic replies of the past in this conversation, oldest first.
    pub replies: Vec<ReplyRecord>,
    /// Replies in this conversation within the last 10 minutes; `None`: counted from `replies`.
    pub replies_10m: Option<u32>,
    /// Replies in this conversation within the last 24 hours; `None`: counted from `replies`.
    pub replies_24h: Option<u32>,
    /// Replies to this customer within the last 24 hours over all conversations; `None`: counted from `replies`.
    pub customer_replies_24h: Option<u32>,
    /// What we wait for from the customer.
    pub pending: Option<PendingFlow>,
    /// Whether the ticket could be read and counts as closed.
    pub ticket: TicketState,
    /// Tags on the ticket.
    pub tags: Vec<String>,
    /// Language of the conversation as far as the state knows it.
    pub language: Language,
    /// Whether the ledger already holds a reply for the message that is decided on.
    pub this_message: MessageReply,
}

/// Result of the ticket read as far as the gates need it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TicketState {
    /// Open.
    #[default]
    Open,
    /// Closed or resolved.
    Closed,
    /// The read failed: nothing may be answered.
    Unreadable,
}

/// Whether the newest message was answered automatically before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageReply {
    /// No effect for it exists.
    #[default]
    None,
    /// The ledger holds a reply for it, whatever its state.
    InLedger,
}

/// Everything that the decision depends on besides switches, configuration, classification and order facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// Vendor channel string, any case.
    pub channel: String,
    /// Subject line.
    pub subject: Option<Redacted<String>>,
    /// Newest customer message as the vendor sent it (HTML or plain).
    pub text: Redacted<String>,
    /// Clock of the decision.
    pub now: Timestamp,
    /// When the message was written. Estimates count from here.
    pub message_at: Timestamp,
    /// Older messages, oldest first; one that is newer than `message_at` closes a gate.
    pub history: Vec<PastMessage>,
    /// The ticket's own customer.
    pub customer: Customer,
    /// Structured order number of the ticket.
    pub order_number: Option<Redacted<String>>,
    /// Number of attachments of the newest message; they are never opened.
    pub attachments: u32,
    /// What state and ticket say.
    pub known: Known,
    /// Vendor id of the conversation: an order id equal to it is no order id.
    pub conversation_id: Option<String>,
    /// Key of the event; part of the outcome's id.
    pub event_key: Option<String>,
}

impl Context {
    /// A first message with nothing known about it: no history, no identity, open ticket.
    pub fn new(channel: impl Into<String>, text: impl Into<String>, now: Timestamp) -> Self {
        Self {
            channel: channel.into(),
            subject: None,
            text: Redacted::new(text.into()),
            now,
            message_at: now,
            history: Vec::new(),
            customer: Customer::default(),
            order_number: None,
            attachments: 0,
            known: Known::default(),
            conversation_id: None,
            event_key: None,
        }
    }

    /// Older texts of the customer, newest first.
    pub(crate) fn older_customer_texts(&self) -> impl Iterator<Item = &str> {
        self.history.iter().rev().filter(|m| m.from == Speaker::Customer).map(|m| m.text.expose().as_str())
    }

    /// The order-number question that still waits for its answer: asked at most `max_age` before the message.
    pub(crate) fn open_question(&self, max_age: Millis) -> Option<&PendingFlow> {
        self.known
            .pending
            .as_ref()
            .filter(|p| p.kind == PendingKind::NeedOrderNumber && self.message_at - p.requested_at <= max_age)
    }

    /// Whether a message of `speaker` is newer than the one decided on.
    pub(crate) fn newer_from(&self, speaker: Speaker) -> bool {
        self.history.iter().any(|m| m.from == speaker && m.at.is_some_and(|at| at > self.message_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::Intent;

    #[test]
    fn debug_output_holds_no_customer_data() {
        let mut context = Context::new("email", "my secret text", Timestamp::from_millis(0));
        context.subject = Some(Redacted::new("my subject".into()));
        context.customer.email = Some(Redacted::new("ann@example.org".into()));
        let past = PastMessage { from: Speaker::Customer, text: Redacted::new("older words".into()), at: None };
        context.history.push(past);
        let printed = format!("{context:?}");
        for private in ["secret", "subject\"", "ann@", "older words"] {
            assert!(!printed.contains(private), "{private}");
        }
    }

    #[test]
    fn a_question_stays_open_for_exactly_its_time() {
        let mut context = Context::new("email", "1234", Timestamp::from_millis(7 * 86_400_000));
        context.known.pending = Some(PendingFlow {
            kind: PendingKind::NeedOrderNumber,
            intent: Intent::OrderStatusTracking,
            requested_at: Timestamp::from_millis(0),
            attempts: 1,
        });
        assert!(context.open_question(Millis::from_hours(7 * 24)).is_some());
        context.message_at = context.message_at + Millis(1);
        assert!(context.open_question(Millis::from_hours(7 * 24)).is_none());
    }
}
