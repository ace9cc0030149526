//! A neutral view of a helpdesk ticket: what the workflow and the policy need, whatever the vendor's field names.

use crate::ids::ConversationId;
use crate::redact::Redacted;
use crate::time::Timestamp;

/// Who wrote a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The customer.
    Customer,
    /// A person or an automation of the merchant, with the vendor's user id if known.
    Operator(Option<String>),
    /// The vendor did not say; treated as neither.
    Unknown,
}

/// One message of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Vendor id, or the surrogate made of time and text.
    pub id: String,
    /// Who wrote it.
    pub author: Author,
    /// When; `None` if the vendor's time cannot be read.
    pub created_at: Option<Timestamp>,
    /// Plain text, at most 16 KiB.
    pub text: Redacted<String>,
    /// Number of attachments.
    pub attachments: u32,
    /// False for internal notes.
    pub public: bool,
}

/// A ticket as read at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The conversation that was asked for.
    pub id: ConversationId,
    /// Human-facing number.
    pub number: Option<u64>,
    /// Whether the status counts as closed.
    pub closed: bool,
    /// Vendor channel string as sent; empty if absent.
    pub channel: String,
    /// Subject line.
    pub subject: Option<Redacted<String>>,
    /// The ticket's own customer email, trimmed and lower case.
    pub customer_email: Option<Redacted<String>>,
    /// The ticket's own customer phone, E.164 when it could be normalised.
    pub customer_phone: Option<Redacted<String>>,
    /// First name as the profile has it.
    pub customer_first_name: Option<Redacted<String>>,
    /// Structured order number of the ticket, if it has one.
    pub order_number: Option<Redacted<String>>,
    /// At most the 50 newest comments in array order.
    pub comments: Vec<Comment>,
    /// Tags as names where they could be resolved.
    pub tags: Vec<String>,
    /// Number of fields whose shape was not understood.
    pub shape_findings: u32,
    /// When the read started.
    pub read_at: Timestamp,
}

impl Ticket {
    /// The newest comment: greatest time, ties and unreadable times by array order (last wins).
    pub fn latest_comment(&self) -> Option<&Comment> {
        newest(self.comments.iter())
    }

    /// The newest comment of the customer.
    pub fn latest_customer_comment(&self) -> Option<&Comment> {
        newest(self.comments.iter().filter(|c| c.author == Author::Customer))
    }

    /// Whether the ticket has the tag (case-insensitive).
    pub fn has_tag(&self, name: &str) -> bool {
        self.tags.iter().any(|tag| tag.eq_ignore_ascii_case(name))
    }
}

/// The comment with the greatest time. Where a time is missing, array order decides: later wins.
fn newest<'a>(comments: impl Iterator<Item = &'a Comment>) -> Option<&'a Comment> {
    comments.fold(None, |best: Option<&Comment>, next| match best {
        Some(best) if matches!((best.created_at, next.created_at), (Some(b), Some(n)) if b > n) => Some(best),
        _ => Some(next),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: &str, author: Author, ms: Option<i64>) -> Comment {
        Comment {
            id: id.into(),
            author,
            created_at: ms.map(Timestamp::from_millis),
            text: String::new().into(),
            attachments: 0,
            public: true,
        }
    }

    #[test]
    fn newest_by_time_then_by_position() {
        let c = |id, ms| comment(id, Author::Customer, ms);
        let newest_id = |list: &[Comment]| newest(list.iter()).map(|c| c.id.clone());
        assert_eq!(newest_id(&[c("a", Some(5)), c("b", Some(3))]).as_deref(), Some("a"));
        assert_eq!(newest_id(&[c("a", Some(5)), c("b", Some(5))]).as_deref(), Some("b"));
        assert_eq!(newest_id(&[c("a", Some(5)), c("b", None)]).as_deref(), Some("b"));
        assert_eq!(newest_id(&[]), None);
    }
}
