//! The HTTP target of the tenant's rules: at most once, no retry, no signature.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use switchboard_domain::{Millis, Timestamp};

use crate::context::Context;
use crate::fate::chance;
use crate::faults::WebhookBody;
use crate::ticket::SimTicket;

/// The vendor gives up on a target after this long.
const TIMEOUT: Millis = Millis::from_secs(5);

/// Longest time that a reordered webhook is held back.
const LONGEST_HOLD_MS: u64 = 3_000;

/// A message that rules fire for. The facts are those of the moment of the message.
#[derive(Clone, Debug)]
pub(crate) struct Announcement {
    ticket_id: String,
    number: u64,
    channel: String,
    subject: String,
    name: String,
    email: String,
    text: String,
    at: Timestamp,
}

/// What became of the webhooks.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct WebhookCounts {
    /// Answered with 2xx.
    pub(crate) accepted: u64,
    /// Answered with another status.
    pub(crate) refused: u64,
    /// Not answered.
    pub(crate) failed: u64,
    /// Never sent, by the switch.
    pub(crate) dropped: u64,
}

impl Announcement {
    pub(crate) fn new(ticket: &SimTicket, text: Option<String>, at: Timestamp) -> Self {
        let contact = &ticket.contact;
        Self {
            ticket_id: ticket.id.clone(),
            number: ticket.number,
            channel: ticket.channel.clone(),
            subject: ticket.subject.clone().unwrap_or_default(),
            name: contact.first_name.clone().unwrap_or_default(),
            email: contact.email.clone().unwrap_or_default(),
            text: text.unwrap_or_default(),
            at,
        }
    }

    /// The body as the target's template makes it. The rule of the chat channel adds the channel.
    fn body(&self, style: WebhookBody) -> String {
        let url = format!("https://app.example/tickets/{}", self.number);
        let mut body = json!({
            "ticket_id": self.ticket_id, "trigger": "customer_message", "ticket_url": url, "sent_at": self.at,
        });
        if self.channel.contains("chat") {
            body["channel"] = json!("livechat");
        }
        if style != WebhookBody::Minimal {
            body["subject"] = json!(self.subject);
            body["customer"] = json!({"name": self.name, "email": self.email});
        }
        match style {
            WebhookBody::Minimal => body.to_string(),
            WebhookBody::Rich => {
                body["message"] = json!(self.text);
                body.to_string()
            }
            WebhookBody::Unescaped => format!(
                "{{\"ticket_id\":{},\"trigger\":\"customer_message\",\"message\":\"{}\"}}",
                json!(self.ticket_id),
                self.text
            ),
        }
    }
}

/// Sends what a message sets off, each webhook on its own task.
pub(crate) fn emit(context: &Arc<Context>, announcement: &Announcement) {
    let Some(target) = context.webhook_target() else { return };
    let faults = context.inspect(|world| world.faults.clone());
    for _ in 0..=faults.webhook_duplicates {
        if chance(faults.webhook_drop_rate, &context.random) {
            context.inspect(|world| world.webhooks.dropped += 1);
            continue;
        }
        let hold = if faults.webhook_reorder { context.random_below(LONGEST_HOLD_MS) } else { 0 };
        let delay = Millis(i64::from(faults.webhook_delay_ms) + i64::try_from(hold).unwrap_or(0));
        let request = context
            .http
            .post(&target.url)
            .header(target.token_header.as_str(), context.keys.webhook_token.expose())
            .header("content-type", "application/json")
            .timeout(context.clock.real_duration(TIMEOUT).max(Duration::from_secs(1)))
            .body(announcement.body(faults.webhook_body));
        let context = Arc::clone(context);
        tokio::spawn(async move {
            tokio::time::sleep(context.clock.real_duration(delay)).await;
            let result = request.send().await;
            context.inspect(|world| match result {
                Ok(response) if response.status().is_success() => world.webhooks.accepted += 1,
                Ok(_) => world.webhooks.refused += 1,
                Err(_) => world.webhooks.failed += 1,
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn announcement(channel: &str, text: &str) -> Announcement {
        Announcement {
            ticket_id: "<a\"b@x>".into(),
            number: 7,
            channel: channel.into(),
            subject: "s".into(),
            name: "Ann".into(),
            email: "a@x".into(),
            text: text.into(),
            at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn bodies_by_style() {
        let minimal: Value = serde_json::from_str(&announcement("email", "t").body(WebhookBody::Minimal)).unwrap();
        assert_eq!(minimal["ticket_id"], "<a\"b@x>");
        assert!(minimal.get("channel").is_none() && minimal.get("message").is_none());
        let chat: Value = serde_json::from_str(&announcement("livechat", "t").body(WebhookBody::Minimal)).unwrap();
        assert_eq!(chat["channel"], "livechat");
        let rich: Value = serde_json::from_str(&announcement("email", "say \"hi\"").body(WebhookBody::Rich)).unwrap();
        assert_eq!(rich["message"], "say \"hi\"");
        let broken = announcement("email", "say \"hi\"\nbye").body(WebhookBody::Unescaped);
        assert!(serde_json::from_str::<Value>(&broken).is_err());
        assert!(broken.starts_with("{\"ticket_id\":\"<a\\\"b@x>\""));
    }
}
