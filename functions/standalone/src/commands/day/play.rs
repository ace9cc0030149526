//! One conversation: opens the ticket, and lets happen what its steps say.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use switchboard_domain::{Clock, Millis, Timestamp};

use super::file::{Conversation, Step};
use super::vendors::{Refused, Vendors};

/// Longest wait for something that a conversation waits for, on the day's clock.
const PATIENCE: Millis = Millis::from_mins(20);
/// Time between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// Plays conversations.
pub(super) struct Player {
    pub(super) vendors: Arc<Vendors>,
    pub(super) clock: Arc<dyn Clock>,
    /// Makes the customers of this run others than those of any earlier one: limits count per customer.
    pub(super) suffix: String,
}

impl Player {
    /// Opens the ticket with its orders. The customer has not written yet, so nothing is announced.
    pub(super) async fn open(&self, conversation: &Conversation) -> Result<String, Refused> {
        let address = self.address(conversation);
        let from = match conversation.channel.as_str() {
            "phone" => json!({"address": "+12125550147", "name": conversation.customer}),
            _ => json!({"address": address, "name": conversation.customer}),
        };
        let ticket = json!({
            "via": {"channel": conversation.channel, "source": {
                "from": from, "to": {"address": "support@shop.example"},
            }},
            "subject": conversation.subject, "tags": conversation.tags,
            "status": if conversation.closed { "CLOSED" } else { "OPEN" },
            "customer_profile": {"firstName": conversation.customer, "email": address},
        });
        let id = self.vendors.open_ticket(&ticket).await?;
        for order in &conversation.orders {
            let link = order.linked.then_some(&id);
            let body = json!({"order": order.to_store(&address, self.clock.now()), "link_ticket": link});
            self.vendors.post("/_sim/orders", &body).await?;
        }
        Ok(id)
    }

    /// Carries out the steps. An error says which one did not work.
    pub(super) async fn play(&self, steps: &[Step], ticket: &str) -> Result<(), String> {
        for (index, step) in steps.iter().enumerate() {
            self.step(step, ticket).await.map_err(|what| format!("step {}: {what}", index + 1))?;
        }
        Ok(())
    }

    async fn step(&self, step: &Step, ticket: &str) -> Result<(), String> {
        let done = match step {
            Step::Write { text, attachments } => {
                let body = json!({"ticket_id": ticket, "body": text, "attachments": attachments});
                self.vendors.post("/_sim/messages", &body).await.map(drop)
            }
            Step::AgentReplies => self.vendors.post(&admin(ticket, "agent-reply"), &json!({})).await.map(drop),
            Step::Announce => self.vendors.announce(ticket).await,
            Step::Wait { seconds } => {
                tokio::time::sleep(self.clock.real_duration(Millis::from_secs((*seconds).into()))).await;
                Ok(())
            }
            Step::WaitForReplies { count } => {
                let delivered =
                    |seen: &Map<String, Value>| seen.get("delivered").and_then(Value::as_array).map(Vec::len);
                return self.wait(ticket, &format!("{count} replies"), |seen| delivered(seen) >= Some(*count)).await;
            }
            Step::WaitUntilProcessed => return self.wait(ticket, "mw-processed", is_processed).await,
            Step::WaitForCall { operation } => {
                let called = |seen: &Map<String, Value>| seen.get("calls").is_some_and(|c| c.get(operation).is_some());
                return self.wait(ticket, operation, called).await;
            }
            Step::Faults { set } => self.vendors.post("/_sim/faults", &Value::Object(set.clone())).await.map(drop),
            Step::FaultsOff => self.vendors.faults_off().await,
        };
        done.map_err(|refused| refused.to_string())
    }

    /// Looks at the ticket until `ready` holds.
    async fn wait(&self, ticket: &str, what: &str, ready: impl Fn(&Map<String, Value>) -> bool) -> Result<(), String> {
        let started: Timestamp = self.clock.now();
        while self.clock.now() - started < PATIENCE {
            let report = self.vendors.report().await.map_err(|refused| refused.to_string())?;
            if ticket_of(&report, ticket).is_some_and(&ready) {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        Err(format!("waited {} minutes in vain for {what}", PATIENCE.0 / 60_000))
    }

    fn address(&self, conversation: &Conversation) -> String {
        format!("{}.{}.{}@mail.example", conversation.customer.to_lowercase(), conversation.id, self.suffix)
    }
}

/// A ticket of the vendors' report.
pub(super) fn ticket_of<'a>(report: &'a Value, ticket: &str) -> Option<&'a Map<String, Value>> {
    report.get("tickets")?.get(ticket)?.as_object()
}

/// The ticket bears the mark of a finished event.
pub(super) fn is_processed(ticket: &Map<String, Value>) -> bool {
    let tags = ticket.get("tags").and_then(Value::as_array);
    tags.is_some_and(|tags| tags.iter().any(|tag| tag == "mw-processed"))
}

/// Path of a ticket's admin route. Ids hold characters that a path may not.
fn admin(ticket: &str, action: &str) -> String {
    let encoded: String = ticket.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/_sim/tickets/{encoded}/{action}")
}
