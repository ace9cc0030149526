//! A webhook and what comes of it.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::LocalError;
use crate::local::Local;
use crate::simulators::Admin;

/// How long a ticket may take: delay, settle time, a cold start on a busy machine.
const WAIT: Duration = Duration::from_secs(90);
/// Replies may come a moment after the tags' first look.
const POLL: Duration = Duration::from_millis(500);
/// The tag that every processed ticket gets, last of all.
const PROCESSED: &str = "mw-processed";

/// What became of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// The ticket.
    pub ticket: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Texts that the customer got, oldest first.
    pub replies: Vec<String>,
}

impl Sent {
    /// Whether the middleware is done with the ticket.
    pub fn is_processed(&self) -> bool {
        self.tags.iter().any(|tag| tag == PROCESSED)
    }
}

impl Local {
    /// Posts a webhook to the deployed edge, creating its ticket if the helpdesk does not know it; returns when the ticket
    /// was processed.
    ///
    /// # Errors
    /// The edge refuses it, or nothing comes of it within 90 s.
    pub async fn send(&self, webhook: &Value) -> Result<Sent, LocalError> {
        let ticket = ticket_id(webhook)?;
        self.create_ticket(&ticket, webhook).await?;
        let (status, body) = self.post(webhook).await?;
        if status != 200 {
            return Err(LocalError::call("the edge", format!("{status} {body}")));
        }
        let processed = async {
            loop {
                let sent = self.look(&ticket).await?;
                if sent.is_processed() {
                    return Ok(sent);
                }
                tokio::time::sleep(POLL).await;
            }
        };
        let late = |_| LocalError::NotProcessed { ticket: ticket.clone(), waited: WAIT };
        tokio::time::timeout(WAIT, processed).await.map_err(late)?
    }

    /// Posts a body to the edge with the token; status and body of the answer.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn post(&self, webhook: &Value) -> Result<(u16, String), LocalError> {
        let failed = |error: reqwest::Error| LocalError::call(self.webhook_url(), error);
        let token = self.session().vendor("SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN");
        let request = crate::http::client().post(self.webhook_url()).header("x-richpanel-webhook-token", token);
        let answer = request.json(webhook).send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        Ok((status, answer.text().await.map_err(failed)?))
    }

    /// What the helpdesk shows of a ticket.
    ///
    /// # Errors
    /// The simulators do not answer.
    pub async fn look(&self, ticket: &str) -> Result<Sent, LocalError> {
        let report = Admin(&self.session().simulators).get("/_sim/report").await?;
        let entry = report.get("tickets").and_then(|tickets| tickets.get(ticket)).cloned().unwrap_or_default();
        let texts = |list: &str, member: &str| -> Vec<String> {
            let items = entry.get(list).and_then(Value::as_array).into_iter().flatten();
            items.filter_map(|item| item.pointer(member)?.as_str()).map(str::to_owned).collect()
        };
        Ok(Sent { ticket: ticket.to_owned(), tags: texts("tags", ""), replies: texts("delivered", "/body") })
    }

    /// A call of the simulators' own interface, `POST /_sim/…`.
    ///
    /// # Errors
    /// They refuse it.
    pub async fn simulate(&self, path: &str, body: &Value) -> Result<Value, LocalError> {
        Admin(&self.session().simulators).post(path, body).await
    }

    /// The simulators' report.
    ///
    /// # Errors
    /// They do not answer.
    pub async fn report(&self) -> Result<Value, LocalError> {
        Admin(&self.session().simulators).get("/_sim/report").await
    }

    /// Creates the ticket of a webhook, unless the helpdesk knows it, without announcing it.
    ///
    /// # Errors
    /// The simulators refuse it.
    pub async fn create_ticket(&self, ticket: &str, webhook: &Value) -> Result<(), LocalError> {
        let admin = Admin(&self.session().simulators);
        let report = admin.get("/_sim/report").await?;
        if report.get("tickets").is_some_and(|tickets| tickets.get(ticket).is_some()) {
            return Ok(());
        }
        let text = |key: &str, default: &str| webhook.get(key).and_then(Value::as_str).unwrap_or(default).to_owned();
        admin.post("/_sim/webhook", &json!({ "url": null })).await?;
        let created = admin
            .post(
                "/v1/tickets",
                &json!({ "ticket": {
                    "id": ticket,
                    "subject": text("subject", "Question"),
                    "via": {
                        "channel": text("channel", "email"),
                        "source": { "from": { "address": text("email", "customer@example.com") } },
                    },
                    "comment": { "body": text("message", "Where is my order?") },
                }}),
            )
            .await;
        admin.announce_to(self.webhook_url()).await?;
        created.map(drop)
    }
}

fn ticket_id(webhook: &Value) -> Result<String, LocalError> {
    let id = ["conversation_id", "ticket_id"].iter().find_map(|key| webhook.get(*key)?.as_str());
    id.map(str::to_owned).ok_or_else(|| {
        LocalError::call("the webhook", "must be a JSON object with the text `ticket_id` or `conversation_id`")
    })
}
