//! The account's state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use switchboard_domain::taxonomy::Team;
use switchboard_domain::{Randomness, Timestamp};

use crate::config::Keys;
use crate::effect::Effect;
use crate::faults::Faults;
use crate::openai::OpenAiState;
use crate::ticket::{By, Contact, SimComment, SimTicket, Status, StatusChange, View};
use crate::violation::{Rule, Violation};
use crate::webhook::{Announcement, WebhookCounts};
use crate::window::AccountWindow;

/// A person's seat that answers tickets unless the test names another.
pub(crate) const AGENT: &str = "agent-7";

/// Author id of the tenant's automations.
pub(crate) const AUTOMATION: &str = "automation";

/// Everything that the vendors know, and what was seen of the middleware.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) faults: Faults,
    pub(crate) bot: String,
    pub(crate) keys: BTreeSet<String>,
    pub(crate) tickets: BTreeMap<String, SimTicket>,
    /// Tag id to name.
    pub(crate) tag_names: BTreeMap<String, String>,
    /// User id and name.
    pub(crate) users: Vec<(String, String)>,
    /// Store order id to order, in the REST shape.
    pub(crate) orders: BTreeMap<String, Value>,
    pub(crate) pending: Vec<(Timestamp, String, Effect)>,
    pub(crate) outbox: Vec<Announcement>,
    pub(crate) window: AccountWindow,
    pub(crate) calls: BTreeMap<&'static str, u64>,
    pub(crate) rate_limited: u64,
    pub(crate) races: u64,
    pub(crate) violations: Vec<Violation>,
    pub(crate) webhooks: WebhookCounts,
    pub(crate) openai: OpenAiState,
    next_number: u64,
}

/// A new message of a customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    pub(crate) plain: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) attachments: u32,
    pub(crate) created_at: Option<Timestamp>,
}

/// What a new ticket is made of.
#[derive(Clone, Debug)]
pub(crate) struct NewTicket {
    pub(crate) id: Option<String>,
    pub(crate) channel: String,
    pub(crate) subject: Option<String>,
    pub(crate) priority: String,
    pub(crate) contact: Contact,
    pub(crate) recipient: Option<String>,
    pub(crate) status: Status,
    pub(crate) tags: Vec<String>,
    pub(crate) extra: Map<String, Value>,
}

impl World {
    pub(crate) fn new(keys: &Keys) -> Self {
        let bot = keys.bot_agent_id.expose().clone();
        let users = [(bot.clone(), "Switchboard Bot"), (AGENT.to_owned(), "Robin"), ("agent-8".to_owned(), "Sam")];
        Self {
            faults: Faults::default(),
            bot,
            keys: [keys.richpanel_key.expose().clone()].into(),
            tickets: BTreeMap::new(),
            tag_names: [("tag-1".to_owned(), "vip".to_owned())].into(),
            users: users.map(|(id, name)| (id, name.to_owned())).into(),
            orders: BTreeMap::new(),
            pending: Vec::new(),
            outbox: Vec::new(),
            window: AccountWindow::default(),
            calls: BTreeMap::new(),
            rate_limited: 0,
            races: 0,
            violations: Vec::new(),
            webhooks: WebhookCounts::default(),
            openai: OpenAiState::default(),
            next_number: 3_001,
        }
    }

    /// The ticket, unless it is deleted.
    pub(crate) fn ticket(&self, id: &str) -> Option<&SimTicket> {
        self.tickets.get(id).filter(|ticket| !ticket.deleted)
    }

    /// The ticket, unless it is deleted.
    pub(crate) fn ticket_mut(&mut self, id: &str) -> Option<&mut SimTicket> {
        self.tickets.get_mut(id).filter(|ticket| !ticket.deleted)
    }

    /// Creates a ticket without messages. `None` if its id is taken.
    pub(crate) fn create(&mut self, new: NewTicket, now: Timestamp, random: &dyn Randomness) -> Option<String> {
        let id = new.id.unwrap_or_else(|| fresh_id(&new.channel, self.next_number, random));
        if self.tickets.contains_key(&id) {
            return None;
        }
        let ticket = SimTicket {
            id: id.clone(),
            number: self.next_number,
            channel: new.channel,
            subject: new.subject,
            priority: new.priority,
            contact: new.contact,
            recipient: new.recipient,
            status: new.status,
            created_at: now,
            updated_at: now,
            first_closed_at: (new.status == Status::Closed).then_some(now),
            tags: self.resolve_tags(&new.tags),
            assigned_team: None,
            comments: Vec::new(),
            extra: new.extra,
            linked_order: None,
            deleted: false,
            delivered: Vec::new(),
            status_history: vec![StatusChange { at: now, status: new.status, by: "customer" }],
            calls: BTreeMap::new(),
            last_view: None,
        };
        self.next_number += 1;
        self.tickets.insert(id.clone(), ticket);
        Some(id)
    }

    /// A customer writes; the message is announced. `None` if there is no such ticket.
    pub(crate) fn customer_message(
        &mut self,
        id: &str,
        message: Message,
        now: Timestamp,
        random: &dyn Randomness,
    ) -> Option<String> {
        let (reopen, acknowledge) = (self.faults.reopen_on_reply, self.faults.auto_acknowledge);
        let comment_id = fresh_comment_id(random);
        let acknowledgement_id = fresh_comment_id(random);
        let ticket = self.ticket_mut(id)?;
        let text = message.plain.clone().or_else(|| message.html.clone());
        ticket.comments.push(SimComment {
            id: comment_id.clone(),
            by: By::Customer,
            plain: message.plain,
            html: message.html,
            attachments: message.attachments,
            created_at: message.created_at.unwrap_or(now),
            visible_at: now,
            public: true,
        });
        ticket.updated_at = now;
        if reopen {
            ticket.set_status(Status::Open, "customer", now);
        }
        if acknowledge {
            ticket.comments.push(SimComment {
                id: acknowledgement_id,
                by: By::Automation,
                plain: Some("We have received your message.".to_owned()),
                html: None,
                attachments: 0,
                created_at: now,
                visible_at: now,
                public: true,
            });
        }
        self.announce(id, text, now);
        Some(comment_id)
    }

    /// Puts a webhook into the outbox.
    pub(crate) fn announce(&mut self, id: &str, text: Option<String>, at: Timestamp) {
        if let Some(ticket) = self.tickets.get(id) {
            self.outbox.push(Announcement::new(ticket, text, at));
        }
    }

    /// Counts a call; on a ticket beyond its allowance it is a violation.
    pub(crate) fn count_call(&mut self, operation: &'static str, ticket: Option<&str>, now: Timestamp) {
        *self.calls.entry(operation).or_default() += 1;
        let ceiling = u64::from(self.faults.calls_ceiling);
        let Some(ticket) = ticket.and_then(|id| self.tickets.get_mut(id)) else { return };
        *ticket.calls.entry(operation).or_default() += 1;
        if ticket.call_count() > ceiling * ticket.customer_messages().max(1) {
            let id = ticket.id.clone();
            self.violate(Rule::TooManyCalls, now, Some(&id), operation);
        }
    }

    /// Judges a send by what the sender had last read, and by what is true now.
    pub(crate) fn judge_send(&mut self, id: &str, now: Timestamp) -> Option<View> {
        let current = self.ticket(id)?.view(now, &self.bot);
        let seen = self.ticket(id)?.last_view.clone();
        let blocked = |view: &View| view.closed || view.answered_by_person;
        match &seen {
            None => self.violate(Rule::ReplyWithoutRead, now, Some(id), "send_message"),
            Some(seen) if blocked(seen) => self.violate(Rule::ReplyAgainstLastRead, now, Some(id), "send_message"),
            Some(seen) if blocked(&current) && (now - seen.at).0 <= 30_000 => self.races += 1,
            Some(_) if blocked(&current) => self.violate(Rule::ReplyOnStaleRead, now, Some(id), "send_message"),
            Some(_) => {}
        }
        seen
    }

    /// Records a violation.
    pub(crate) fn violate(&mut self, rule: Rule, at: Timestamp, ticket: Option<&str>, detail: &str) {
        self.violations.push(Violation { rule, at, ticket: ticket.map(str::to_owned), detail: detail.to_owned() });
    }

    /// Names of tags given as names or ids; unknown names join the directory.
    pub(crate) fn resolve_tags(&mut self, tags: &[String]) -> Vec<String> {
        tags.iter()
            .map(|tag| {
                if let Some(name) = self.tag_names.get(tag) {
                    return name.clone();
                }
                if !self.tag_names.values().any(|name| name == tag) {
                    let id = format!("tag-{}", self.tag_names.len() + 1);
                    self.tag_names.insert(id, tag.clone());
                }
                tag.clone()
            })
            .collect()
    }

    /// Names of the account's teams.
    pub(crate) fn teams() -> impl Iterator<Item = (String, &'static str)> {
        Team::ALL.iter().enumerate().map(|(index, team)| (format!("team-{}", index + 1), team.as_str()))
    }
}

/// A new id: mail tickets have message ids with every awkward character, others a plain token.
fn fresh_id(channel: &str, number: u64, random: &dyn Randomness) -> String {
    let token = format!("{:016x}", random.next_u64());
    let (head, tail) = token.split_at(8);
    if channel.starts_with("email") {
        format!("<CA+{head}/{tail}={number}@mail.example>")
    } else {
        format!("{channel}-{token}")
    }
}

/// A new comment id.
pub(crate) fn fresh_comment_id(random: &dyn Randomness) -> String {
    format!("cmt-{:016x}", random.next_u64())
}
