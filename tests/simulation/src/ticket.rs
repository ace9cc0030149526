//! Tickets of the simulated helpdesk, with comments that become visible late.

use switchboard_domain::ticket::{Author, Comment, Ticket};
use switchboard_domain::{ConversationId, Timestamp};

pub(crate) const BOT: &str = "agent-bot";

#[derive(Clone, Debug)]
pub(crate) struct SimComment {
    pub(crate) id: String,
    pub(crate) author: Author,
    pub(crate) created_at: i64,
    pub(crate) visible_at: i64,
    pub(crate) text: String,
    /// Whether a webhook told of it; of a comment that nobody was told of nothing can be asked.
    pub(crate) announced: bool,
}

#[derive(Debug)]
pub(crate) struct SimTicket {
    pub(crate) id: ConversationId,
    pub(crate) comments: Vec<SimComment>,
    pub(crate) closed: bool,
    /// When a person closed or answered it, unless the customer wrote again.
    pub(crate) settled_by_human_at: Option<i64>,
    pub(crate) tags: Vec<String>,
}

impl SimTicket {
    /// What a read shows at the true time `now`, stamped with the reader's own clock.
    pub(crate) fn read(&self, now: i64, read_at: Timestamp) -> Ticket {
        let visible = self.comments.iter().filter(|c| c.visible_at <= now);
        Ticket {
            id: self.id.clone(),
            number: None,
            closed: self.closed,
            channel: "email".to_owned(),
            subject: None,
            customer_email: None,
            customer_phone: None,
            customer_first_name: None,
            order_number: None,
            comments: visible
                .map(|c| Comment {
                    id: c.id.clone(),
                    author: c.author.clone(),
                    created_at: Some(Timestamp::from_millis(c.created_at)),
                    text: c.text.clone().into(),
                    attachments: 0,
                    public: true,
                })
                .collect(),
            tags: self.tags.clone(),
            shape_findings: 0,
            read_at,
        }
    }

    pub(crate) fn add_tags(&mut self, tags: &[String]) {
        for tag in tags {
            if !self.tags.contains(tag) {
                self.tags.push(tag.clone());
            }
        }
    }

    /// Replies of the bot that answer this comment.
    pub(crate) fn replies_to(&self, comment_id: &str) -> usize {
        let answer = reply_text(comment_id);
        let by_bot = |c: &&SimComment| matches!(&c.author, Author::Operator(Some(id)) if id == BOT);
        self.comments.iter().filter(by_bot).filter(|c| c.text.starts_with(&answer)).count()
    }

    pub(crate) fn newest_customer(&self) -> Option<&SimComment> {
        self.comments.iter().rfind(|c| c.author == Author::Customer)
    }
}

pub(crate) fn reply_text(comment_id: &str) -> String {
    format!("Answer to [{comment_id}].")
}
