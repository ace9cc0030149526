//! From a ticket and the state to what the policy reads.

use switchboard_domain::state::{CountersRow, StateRow};
use switchboard_domain::ticket::{Author, Comment, Ticket};
use switchboard_domain::{Millis, Tag, Timestamp};
use switchboard_policy::{Context, Customer, Known, PastMessage, Speaker, TicketState};

/// Who counts as the middleware rather than as a person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Automations {
    pub(crate) bot_agent_id: Option<String>,
    pub(crate) author_ids: Vec<String>,
}

impl Automations {
    fn speaker(&self, comment: &Comment) -> Option<Speaker> {
        match &comment.author {
            Author::Customer => Some(Speaker::Customer),
            Author::Operator(Some(id)) if self.bot_agent_id.as_ref() == Some(id) || self.author_ids.contains(id) => {
                Some(Speaker::Middleware)
            }
            Author::Operator(_) => Some(Speaker::Operator),
            Author::Unknown => None,
        }
    }
}

/// What is known besides the ticket.
pub(crate) struct Surroundings<'a> {
    pub(crate) state: Option<&'a StateRow>,
    pub(crate) counters: Option<&'a CountersRow>,
    pub(crate) now: Timestamp,
    /// When the event arrived: the time of a message whose own time cannot be read.
    pub(crate) received_at: Timestamp,
    /// The reply of this event was dispatched once and proven absent: it does not count against itself.
    pub(crate) redispatch: bool,
    pub(crate) event_key: &'a str,
}

/// The context of a decision on the comment with this id; `None` if the ticket does not show it.
pub(crate) fn build(
    ticket: &Ticket,
    comment_id: &str,
    automations: &Automations,
    around: &Surroundings<'_>,
) -> Option<Context> {
    let newest = ticket.comments.iter().find(|c| c.id == comment_id)?;
    let history = ticket
        .comments
        .iter()
        .filter(|c| c.id != comment_id)
        .filter_map(|c| Some(PastMessage { from: automations.speaker(c)?, text: c.text.clone(), at: c.created_at }))
        .collect();
    let mut context = Context::new(ticket.channel.clone(), newest.text.expose().clone(), around.now);
    context.subject.clone_from(&ticket.subject);
    context.message_at = newest.created_at.unwrap_or(around.received_at);
    context.history = history;
    context.customer = Customer {
        email: ticket.customer_email.clone(),
        phone: ticket.customer_phone.clone(),
        name: ticket.customer_first_name.clone(),
    };
    context.order_number.clone_from(&ticket.order_number);
    context.attachments = newest.attachments;
    context.known = known(ticket, around);
    context.conversation_id = Some(ticket.id.as_str().to_owned());
    context.event_key = Some(around.event_key.to_owned());
    Some(context)
}

fn known(ticket: &Ticket, around: &Surroundings<'_>) -> Known {
    let own = usize::from(around.redispatch);
    let mut replies = around.state.map(|state| state.replies.clone()).unwrap_or_default();
    replies.truncate(replies.len().saturating_sub(own)); // nothing was sent after an unresolved reply
    let day = Millis::from_hours(24);
    let recent = |counters: &CountersRow| {
        let count = counters.replies.iter().filter(|at| around.now - **at < day).count();
        u32::try_from(count.saturating_sub(own)).unwrap_or(u32::MAX)
    };
    Known {
        replies,
        replies_10m: None,
        replies_24h: None,
        customer_replies_24h: Some(around.counters.map_or(0, recent)),
        pending: around.state.and_then(|state| state.pending_flow.clone()),
        ticket: if ticket.closed { TicketState::Closed } else { TicketState::Open },
        tags: tags(ticket, around.redispatch),
        language: around.state.map_or_else(Default::default, |state| state.language),
        this_message: switchboard_policy::MessageReply::None,
    }
}

/// The ticket's tags. Those of a redispatched reply went out while its result was unknown; they tell of no other reply,
/// for a reply that nobody knew of would have held this one back from the start.
fn tags(ticket: &Ticket, redispatch: bool) -> Vec<String> {
    let of_the_reply = |tag: &String| redispatch && Tag::new(tag).is_some_and(|tag| tag.claims_reply());
    ticket.tags.iter().filter(|tag| !of_the_reply(tag)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redispatched_reply_is_not_held_back_by_its_own_tags() {
        let ticket = Ticket {
            id: switchboard_domain::ConversationId::new("t").unwrap(),
            number: None,
            closed: false,
            channel: "email".into(),
            subject: None,
            customer_email: None,
            customer_phone: None,
            customer_first_name: None,
            order_number: None,
            comments: Vec::new(),
            tags: ["mw-auto-replied", "mw-template-t-missing-items-intake", "mw-vip"].map(str::to_owned).to_vec(),
            shape_findings: 0,
            read_at: Timestamp::from_millis(0),
        };
        assert_eq!(tags(&ticket, true), ["mw-vip"]);
        assert_eq!(tags(&ticket, false), ticket.tags);
    }
}
