//! A simulated ticket.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use switchboard_domain::Timestamp;

/// Open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Open,
    Closed,
}

/// Who wrote a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Customer,
    /// A seat of the account, with its user id.
    Operator(String),
    /// A rule of the tenant.
    Automation,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct SimComment {
    pub(crate) id: String,
    pub(crate) by: By,
    pub(crate) plain: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) attachments: u32,
    pub(crate) created_at: Timestamp,
    /// Not part of any answer before this instant.
    pub(crate) visible_at: Timestamp,
    pub(crate) public: bool,
}

/// A mail that reached the customer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    pub(crate) at: Timestamp,
    pub(crate) body: String,
    /// The newest customer comment that the middleware had read when it sent.
    pub(crate) answers: Option<String>,
}

/// What the last read of the ticket showed.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) at: Timestamp,
    pub(crate) closed: bool,
    pub(crate) answered_by_person: bool,
    pub(crate) newest_customer_comment: Option<String>,
}

/// A change of status.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatusChange {
    pub(crate) at: Timestamp,
    pub(crate) status: Status,
    /// `customer`, `agent` or `api`.
    pub(crate) by: &'static str,
}

/// Who the ticket is from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contact {
    /// Mail address or phone id.
    pub(crate) address: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
}

/// A ticket.
#[derive(Clone, Debug)]
pub(crate) struct SimTicket {
    pub(crate) id: String,
    pub(crate) number: u64,
    pub(crate) channel: String,
    pub(crate) subject: Option<String>,
    pub(crate) priority: String,
    pub(crate) contact: Contact,
    pub(crate) recipient: Option<String>,
    pub(crate) status: Status,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) first_closed_at: Option<Timestamp>,
    pub(crate) tags: Vec<String>,
    pub(crate) assigned_team: Option<String>,
    pub(crate) comments: Vec<SimComment>,
    /// Order number and custom fields as they were created.
    pub(crate) extra: Map<String, Value>,
    pub(crate) linked_order: Option<String>,
    pub(crate) deleted: bool,
    pub(crate) delivered: Vec<Delivery>,
    pub(crate) status_history: Vec<StatusChange>,
    pub(crate) calls: BTreeMap<&'static str, u64>,
    pub(crate) last_view: Option<View>,
}

impl SimTicket {
    /// Changes the status, if it is another one.
    pub(crate) fn set_status(&mut self, status: Status, by: &'static str, at: Timestamp) {
        if self.status != status {
            self.status = status;
            self.updated_at = at;
            if status == Status::Closed {
                self.first_closed_at.get_or_insert(at);
            }
            self.status_history.push(StatusChange { at, status, by });
        }
    }

    /// What a read at this instant shows.
    pub(crate) fn view(&self, at: Timestamp, bot: &str) -> View {
        let visible = || self.comments.iter().filter(|comment| comment.visible_at <= at);
        let newest_customer = visible().filter(|comment| comment.by == By::Customer).max_by_key(|c| c.created_at);
        let answered_by_person = visible().any(|comment| {
            let person = matches!(&comment.by, By::Operator(id) if id != bot);
            person && comment.public && newest_customer.is_none_or(|c| comment.created_at >= c.created_at)
        });
        View {
            at,
            closed: self.status == Status::Closed,
            answered_by_person,
            newest_customer_comment: newest_customer.map(|comment| comment.id.clone()),
        }
    }

    /// Number of messages of the customer.
    pub(crate) fn customer_messages(&self) -> u64 {
        self.comments.iter().filter(|comment| comment.by == By::Customer).count() as u64
    }

    /// All calls that named the ticket.
    pub(crate) fn call_count(&self) -> u64 {
        self.calls.values().sum()
    }
}
