//! Sending a reply: whose name it goes out in, and what the answer proves.

use std::fmt;

use serde_json::Value;
use switchboard_domain::ticket::{Author, Comment};
use switchboard_domain::{ConversationId, Millis, Timestamp};
use switchboard_text::content_form;

use crate::directory::TagDirectory;
use crate::ticket;

/// An echoed comment may carry a time this much before the call started: the two clocks differ.
const CLOCK_ALLOWANCE: Millis = Millis::from_secs(60);

/// The configured bot seat. Without one nothing is sent, and no other user's id is ever taken instead.
#[derive(Clone, PartialEq, Eq)]
pub struct BotAgentId(String);

impl BotAgentId {
    /// The id, trimmed; `None` when it is empty, longer than 128 bytes or holds control characters.
    pub fn new(id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty() && id.len() <= 128 && !id.chars().any(char::is_control)).then(|| Self(id.to_owned()))
    }

    /// The id as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BotAgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[SECRET]")
    }
}

/// A 2xx answer to a send: accepted, not delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Whether the answer itself holds the new operator comment: public, not older than the call by more than 60 s,
    /// and by the bot or with the same text. It counts as proof only where the tenant's capability says so.
    pub echoed_operator_comment: bool,
    /// That comment.
    pub echo: Option<Comment>,
}

impl Sent {
    /// Looks for the comment in an answer: inside a ticket, under `comment` or `message`, or as the body itself.
    pub(crate) fn read(
        answer: &Value,
        id: &ConversationId,
        started: Timestamp,
        author: &BotAgentId,
        body: &str,
        directory: &TagDirectory,
    ) -> Self {
        let single = ["comment", "message"].iter().filter_map(|key| answer.get(key)).chain([answer]);
        let comments = match ticket::parse(answer, id, started, directory) {
            Ok(ticket) => ticket.comments,
            Err(_) => single.filter_map(ticket::comment::parse_single).collect(),
        };
        let expected = content_form(body);
        let is_ours = |comment: &Comment| {
            let Author::Operator(by) = &comment.author else { return false };
            comment.public
                && comment.created_at.is_some_and(|at| at >= started.saturating_sub(CLOCK_ALLOWANCE))
                && (by.as_deref() == Some(author.as_str()) || content_form(comment.text.expose()) == expected)
        };
        let echo = comments.into_iter().rev().find(is_ours);
        Self { echoed_operator_comment: echo.is_some(), echo }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bot_id_is_never_blank() {
        assert_eq!(BotAgentId::new(" bot-1\n").unwrap().as_str(), "bot-1");
        for bad in ["", "  ", "a\u{0}b", &"x".repeat(129)] {
            assert_eq!(BotAgentId::new(bad), None);
        }
        assert_eq!(format!("{:?}", BotAgentId::new("bot-1").unwrap()), "[SECRET]");
    }

    #[test]
    fn an_echo_is_recent_public_and_ours() {
        let id = ConversationId::new("<t@x>").unwrap();
        let started: Timestamp = "2026-01-15T15:00:00Z".parse().unwrap();
        let bot = BotAgentId::new("bot").unwrap();
        let comment = |author: &str, body: &str, at: &str, public: bool| json!({"id": "c", "is_operator": true, "author_id": author, "plain_body": body, "created_at": at, "public": public});
        let now = "2026-01-15T15:00:01Z";
        let table = [
            (json!({"ticket": {"id": "<t@x>", "comments": [comment("bot", "other", now, true)]}}), true),
            (json!({"comment": comment("someone", "Hello  there", now, true)}), true),
            (comment("bot", "x", "2026-01-15T14:59:30Z", true), true),
            (json!({"comment": comment("someone", "other", now, true)}), false),
            (json!({"comment": comment("bot", "x", "2026-01-15T14:58:00Z", true)}), false),
            (json!({"comment": comment("bot", "x", now, false)}), false),
            (json!({"comment": comment("bot", "x", "soon", true)}), false),
            (json!({"ticket": {"id": "<other@x>", "comments": [comment("bot", "x", now, true)]}}), false),
            (json!({"success": true}), false),
            (json!(null), false),
        ];
        for (answer, expected) in table {
            let sent = Sent::read(&answer, &id, started, &bot, "Hello there", &TagDirectory::default());
            assert_eq!(sent.echoed_operator_comment, expected, "{answer}");
        }
    }
}
