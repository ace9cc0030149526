//! The total reader of tickets: any JSON in, a [`Ticket`] or a short refusal out.
//!
//! Unknown fields are ignored, every field is optional, and a wrong type in one field costs that field only; it is
//! counted in [`Ticket::shape_findings`].

pub(crate) mod comment;
mod customer;
mod instant;
mod order_number;

use serde_json::Value;
use switchboard_domain::ticket::Ticket;
use switchboard_domain::{ConversationId, Redacted, Timestamp};

use crate::directory::TagDirectory;
use crate::loose::{number_of, text_of};

pub use self::comment::{MAX_COMMENTS, MAX_TEXT_BYTES};
pub use self::instant::instant_of;

/// Names of a ticket's id, first present wins.
const ID_KEYS: [&str; 3] = ["id", "ticket_id", "_id"];

/// Longest subject that is kept, bytes.
const MAX_SUBJECT_BYTES: usize = 1_024;

/// Most tags that are kept, and the longest of them in bytes.
const MAX_READ_TAGS: usize = 500;
const MAX_TAG_BYTES: usize = 200;

/// Why an answer is not the ticket that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// No object with any field of a ticket.
    #[error("the answer is not a ticket")]
    NotATicket,
    /// A ticket with another id. Acting on it could answer one customer with another's words.
    #[error("the answer is the ticket of another conversation")]
    OtherTicket,
}

impl TicketError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotATicket => "ticket.not_a_ticket",
            Self::OtherTicket => "ticket.other_ticket",
        }
    }
}

/// Counts fields that were present with a shape that means nothing.
#[derive(Default)]
pub(crate) struct Findings(u32);

impl Findings {
    pub(crate) fn note(&mut self) {
        self.0 = self.0.saturating_add(1);
    }

    /// The first of the keys that `read` understands; present ones that it does not are noted.
    fn first<T>(&mut self, object: &Value, keys: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        for value in keys.iter().filter_map(|key| object.get(key)).filter(|value| !is_blank(value)) {
            match read(value) {
                Some(found) => return Some(found),
                None => self.note(),
            }
        }
        None
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Reads a ticket from bytes.
///
/// # Errors
/// [`TicketError`]; bytes that are not JSON are not a ticket.
pub fn parse_bytes(
    bytes: &[u8],
    asked_for: &ConversationId,
    read_at: Timestamp,
    directory: &TagDirectory,
) -> Result<Ticket, TicketError> {
    let value = serde_json::from_slice(bytes).map_err(|_| TicketError::NotATicket)?;
    parse(&value, asked_for, read_at, directory)
}

/// Reads a ticket, wrapped in `ticket` or flat. `asked_for` becomes its id; an answer that names another id is refused.
///
/// # Errors
/// [`TicketError`].
pub fn parse(
    value: &Value,
    asked_for: &ConversationId,
    read_at: Timestamp,
    directory: &TagDirectory,
) -> Result<Ticket, TicketError> {
    let ticket = value.get("ticket").filter(|inner| inner.is_object()).unwrap_or(value);
    if !is_ticket(ticket, asked_for) {
        return Err(TicketError::NotATicket);
    }
    let mut findings = Findings::default();
    let id = findings.first(ticket, &ID_KEYS, text_of);
    if id.is_some_and(|id| id != asked_for.as_str()) {
        return Err(TicketError::OtherTicket);
    }
    let customer = customer::read(ticket, &mut findings);
    Ok(Ticket {
        id: asked_for.clone(),
        number: findings.first(
            ticket,
            &["conversation_no", "ticket_number", "number", "conversation_number"],
            number_of,
        ),
        closed: is_closed(ticket),
        channel: channel(ticket, &mut findings),
        subject: findings
            .first(ticket, &["subject"], |v| v.as_str().map(str::to_owned))
            .map(|text| Redacted::new(comment::cut(&text, MAX_SUBJECT_BYTES).trim().to_owned())),
        customer_email: customer.email.map(Redacted::new),
        customer_phone: customer.phone.map(Redacted::new),
        customer_first_name: customer.first_name.map(Redacted::new),
        order_number: order_number::read(ticket).map(Redacted::new),
        comments: comment::read_all(ticket, &mut findings),
        tags: tags(ticket, directory, &mut findings),
        shape_findings: findings.0,
        read_at,
    })
}

/// Whether the object is a ticket: it has the id that was asked for, a field that nothing else has, or two of the weaker
/// marks. `{"success": true}` and an error body with a status are no tickets.
fn is_ticket(value: &Value, asked_for: &ConversationId) -> bool {
    let present = |key: &str| value.get(key).is_some_and(|field| !field.is_null());
    let decisive = ["comments", "messages", "via", "conversation_no", "ticket_number", "conversation_number"];
    ID_KEYS.iter().any(|key| value.get(key).and_then(text_of).is_some_and(|id| id == asked_for.as_str()))
        || decisive.iter().any(|key| present(key))
        || ID_KEYS.iter().chain(&["status", "state", "subject"]).filter(|key| present(key)).count() >= 2
}

fn is_closed(ticket: &Value) -> bool {
    let closes = |value: &Value| {
        value.as_str().is_some_and(|text| {
            ["closed", "resolved", "solved"].iter().any(|closed| text.trim().eq_ignore_ascii_case(closed))
        })
    };
    ["status", "state"].iter().filter_map(|key| ticket.get(key)).any(closes)
}

fn channel(ticket: &Value, findings: &mut Findings) -> String {
    let text = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
    let via = ticket.get("via").and_then(|via| findings.first(via, &["channel"], text));
    via.or_else(|| findings.first(ticket, &["channel"], text))
        .map_or_else(String::new, |c| comment::cut(&c, 64).to_owned())
}

fn tags(ticket: &Value, directory: &TagDirectory, findings: &mut Findings) -> Vec<String> {
    let Some(list) = ticket.get("tags").filter(|tags| !is_blank(tags)) else { return Vec::new() };
    let Some(list) = list.as_array() else {
        findings.note();
        return Vec::new();
    };
    let mut tags = Vec::new();
    for item in list.iter().take(MAX_READ_TAGS) {
        let text = match item {
            Value::Object(_) => ["name", "id"].iter().find_map(|key| text_of(item.get(key)?)),
            other => text_of(other),
        };
        match text {
            Some(text) if text.len() <= MAX_TAG_BYTES => tags.push(directory.name_of(text.trim()).to_owned()),
            _ => findings.note(),
        }
    }
    tags
}

#[cfg(test)]
mod tests;
