//! What became of a conversation: the vendors' side from their report, the decision from the ledger's audit.

use serde_json::Value;
use switchboard_domain::outcome::Outcome;
use switchboard_domain::state::{AuditEntry, Row, Table};
use switchboard_domain::{ConversationId, Millis, Timestamp, keys};
use switchboard_store::{Page, Store};

use super::play::ticket_of;
use crate::failure::Failure;

/// Rows of one conversation's story that are read.
const STORY: usize = 500;

/// Facts about one conversation.
#[derive(Debug, Default)]
pub(super) struct Observed {
    pub(super) replies: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) status: String,
    /// Helpdesk calls over the ticket's life.
    pub(super) calls: u64,
    /// Helpdesk calls of the event that needed most.
    pub(super) inline_calls: u32,
    /// The last decision.
    pub(super) outcome: Option<Outcome>,
    /// From the first webhook to the end of the first event.
    pub(super) took: Option<Millis>,
}

impl Observed {
    pub(super) async fn of(ticket: &str, report: &Value, store: &dyn Store) -> Result<Self, Failure> {
        let mut observed = Self::default();
        if let Some(seen) = ticket_of(report, ticket) {
            let list = |key: &str| seen.get(key).and_then(Value::as_array).into_iter().flatten();
            let bodies = list("delivered").filter_map(|reply| reply.get("body")?.as_str());
            observed.replies = bodies.map(str::to_owned).collect();
            observed.tags = list("tags").filter_map(Value::as_str).map(str::to_owned).collect();
            observed.status = seen.get("status").and_then(Value::as_str).unwrap_or_default().to_owned();
            let calls = seen.get("calls").and_then(Value::as_object);
            observed.calls = calls.into_iter().flat_map(|calls| calls.values()).filter_map(Value::as_u64).sum();
        }
        observed.read_story(ticket, store).await?;
        Ok(observed)
    }

    async fn read_story(&mut self, ticket: &str, store: &dyn Store) -> Result<(), Failure> {
        let id = ConversationId::new(ticket).map_err(|error| Failure::new("day.ticket", error))?;
        let story = store.query(Table::Audit, &keys::conversation_key(&id), "", Page::first(STORY)).await?;
        let mut received: Option<Timestamp> = None;
        for row in story {
            let Row::Audit(row) = row else { continue };
            match row.entry {
                AuditEntry::Received { received_at, .. } => {
                    received = Some(received.map_or(received_at, |first| first.min(received_at)));
                }
                AuditEntry::Decided { outcome } => self.outcome = Some(*outcome),
                AuditEntry::Finished { calls_used, .. } => {
                    self.inline_calls = self.inline_calls.max(calls_used);
                    self.took = self.took.or_else(|| received.map(|first| row.at - first));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Templates of the replies, by the tags that claim them.
    pub(super) fn template_tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(String::as_str).filter(|tag| tag.starts_with("mw-template-"))
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// Route tags, those of earlier messages included.
    pub(super) fn routes(&self) -> Vec<&str> {
        self.tags.iter().filter(|tag| tag.starts_with("route-")).map(String::as_str).collect()
    }
}
