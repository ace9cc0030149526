//! What a call changes, as a value, so that it can be applied late.

use switchboard_domain::{Millis, Timestamp};

use crate::ticket::{By, Delivery, SimComment, Status, View};
use crate::violation::Rule;
use crate::world::World;

/// A change to one ticket.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
    SetStatus(Status),
    /// A comment that reaches nobody.
    Comment(SimComment),
    Send(Send),
}

/// A mail to the customer.
#[derive(Clone, Debug)]
pub(crate) struct Send {
    pub(crate) body: String,
    pub(crate) author: String,
    pub(crate) comment_id: String,
    /// What the sender had last read.
    pub(crate) view: Option<View>,
    pub(crate) comment_delay: Millis,
}

impl World {
    /// Applies what is due, in order of time.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.pending.sort_by_key(|(due, ..)| *due);
        let due = self.pending.partition_point(|(due, ..)| *due <= now);
        for (at, ticket, effect) in self.pending.drain(..due).collect::<Vec<_>>() {
            self.apply(&ticket, effect, at);
        }
    }

    /// Applies the change now, or keeps it until it is due.
    pub(crate) fn apply_at(&mut self, ticket: &str, effect: Effect, due: Timestamp, now: Timestamp) {
        if due > now {
            self.pending.push((due, ticket.to_owned(), effect));
        } else {
            self.apply(ticket, effect, now);
        }
    }

    fn apply(&mut self, id: &str, effect: Effect, at: Timestamp) {
        let tag_loop = self.faults.tag_loop && matches!(effect, Effect::AddTags(_));
        let Some(ticket) = self.tickets.get_mut(id) else { return };
        match effect {
            Effect::AddTags(tags) => {
                for tag in tags {
                    if let Some(team) = tag.strip_prefix("route-") {
                        ticket.assigned_team = Some(team.to_owned());
                    }
                    if !ticket.tags.contains(&tag) {
                        ticket.tags.push(tag);
                    }
                }
                ticket.updated_at = at;
            }
            Effect::RemoveTags(tags) => {
                ticket.tags.retain(|tag| !tags.contains(tag));
                ticket.updated_at = at;
            }
            Effect::SetStatus(status) => ticket.set_status(status, "api", at),
            Effect::Comment(comment) => {
                ticket.comments.push(comment);
                ticket.updated_at = at;
            }
            Effect::Send(send) => {
                ticket.comments.push(SimComment {
                    id: send.comment_id,
                    by: By::Operator(send.author),
                    plain: Some(send.body.clone()),
                    html: None,
                    attachments: 0,
                    created_at: at,
                    visible_at: at + send.comment_delay,
                    public: true,
                });
                let answers = send.view.and_then(|view| view.newest_customer_comment);
                let second = answers.is_some() && ticket.delivered.iter().any(|earlier| earlier.answers == answers);
                ticket.delivered.push(Delivery { at, body: send.body, answers });
                ticket.updated_at = at;
                if second {
                    self.violate(Rule::SecondReply, at, Some(id), "send_message");
                }
            }
        }
        if tag_loop {
            self.announce(id, None, at);
        }
    }
}
