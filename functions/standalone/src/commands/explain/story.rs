//! Gathering the story: audit, ledger, state and dead letters of one conversation, in time order.

use std::collections::BTreeSet;

use serde::Serialize;
use switchboard_domain::state::{AuditEntry, AuditRow, StateRow};
use switchboard_domain::{ConversationId, EventId, Millis, Source, Timestamp, keys};
use switchboard_store::Store;

use super::next::{self, Next};
use super::reason::explanation;
use crate::commands::dlq::{Letter, letters_of};
use crate::commands::events::events_of;
use crate::commands::ledger::{self, Event};
use crate::commands::subject::Subject;
use crate::failure::Failure;
use crate::site::Site;

/// Everything that is known about a conversation.
#[derive(Serialize)]
pub(super) struct Story {
    pub(super) conversation_key: String,
    pub(super) ticket_id: Option<ConversationId>,
    /// When the first message arrived; offsets count from here.
    pub(super) began_at: Option<Timestamp>,
    pub(super) entries: Vec<Entry>,
    pub(super) events: Vec<Event>,
    pub(super) state: Option<StateRow>,
    pub(super) dead_letters: Vec<Letter>,
    pub(super) next: Vec<Next>,
}

/// Something that happened.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) at: Timestamp,
    pub(super) offset_ms: i64,
    pub(super) event_id: Option<EventId>,
    pub(super) event_key: Option<String>,
    #[serde(flatten)]
    pub(super) entry: AuditEntry,
    /// A line for each reason code of a decision or a block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) explained: Vec<Explained>,
}

/// A reason code in words.
#[derive(Serialize)]
pub(super) struct Explained {
    pub(super) reason: &'static str,
    pub(super) explanation: &'static str,
}

impl Story {
    pub(super) async fn gather(site: &Site, subject: &Subject, pending: Millis) -> Result<Self, Failure> {
        let store = site.store.as_ref();
        let (conversation_key, mut ticket_id) = conversation(store, subject).await?;
        let audit = ledger::story(store, &conversation_key).await?;
        let state = ledger::state(store, &conversation_key).await?;
        let mut wanted: Vec<String> = audit.iter().filter_map(|row| row.event_key.clone()).collect();
        if let Some(state) = &state {
            wanted.extend(state.unresolved.iter().cloned());
        }
        let mut events = events_of(store, wanted).await?;
        ticket_id = ticket_id.or_else(|| events.first().map(|found| found.event.envelope.conversation_id.clone()));
        if let Some(waiting) = waiting(store, &conversation_key, ticket_id.as_ref()).await?
            && events.iter().all(|found| found.event.event_key != waiting.event.event_key)
        {
            events.push(waiting);
        }
        ticket_id = ticket_id.or_else(|| events.first().map(|found| found.event.envelope.conversation_id.clone()));
        let dead_letters = letters_of(&site.dead_letters, &conversation_key).await?;
        if audit.is_empty() && state.is_none() && events.is_empty() && dead_letters.is_empty() {
            return Err(Failure::new("explain.unknown", "nothing is known about that conversation")
                .help("check the id; a message that still waits in the queue has no story yet (`switchboard doctor` counts them)"));
        }
        let next = next::next(&events, state.as_ref(), &dead_letters, pending);
        let entries = entries(audit);
        Ok(Self {
            began_at: entries.first().map(|entry| entry.at),
            conversation_key,
            ticket_id,
            entries,
            events,
            state,
            dead_letters,
            next,
        })
    }
}

async fn conversation(store: &dyn Store, subject: &Subject) -> Result<(String, Option<ConversationId>), Failure> {
    match subject {
        Subject::Conversation { key, id } => Ok((key.clone(), id.clone())),
        Subject::Event(key) => {
            let event = ledger::known_event(store, key).await?.event;
            Ok((event.conversation_key, Some(event.envelope.conversation_id)))
        }
    }
}

/// The row of a conversation that was put off before its ticket was read. Its key needs the ticket id; without one the
/// ledger is searched.
async fn waiting(
    store: &dyn Store,
    conversation_key: &str,
    id: Option<&ConversationId>,
) -> Result<Option<Event>, Failure> {
    if let Some(id) = id {
        return ledger::event(store, &keys::wait_key(id)).await;
    }
    let mut found = None;
    ledger::scan_events(store, |row| {
        if row.conversation_key == conversation_key {
            found = Some(Event { event: row, effects: Vec::new() });
        }
    })
    .await?;
    Ok(found)
}

/// The audit rows in the order in which things happened: an arrival stands at its own time, not at the worker's.
fn entries(audit: Vec<AuditRow>) -> Vec<Entry> {
    let mut arrived = BTreeSet::new();
    let mut entries: Vec<Entry> = audit
        .into_iter()
        .map(|row| {
            let at = match (&row.entry, &row.event_id) {
                (AuditEntry::Received { source, received_at, .. }, Some(id))
                    if !matches!(source, Source::Retry | Source::Replay) && arrived.insert(id.clone()) =>
                {
                    *received_at
                }
                _ => row.at,
            };
            let explained = explained(&row.entry);
            Entry { at, offset_ms: 0, event_id: row.event_id, event_key: row.event_key, entry: row.entry, explained }
        })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    let began = entries.first().map(|entry| entry.at);
    for entry in &mut entries {
        entry.offset_ms = began.map_or(0, |began| (entry.at - began).0);
    }
    entries
}

fn explained(entry: &AuditEntry) -> Vec<Explained> {
    let reasons = match entry {
        AuditEntry::Decided { outcome } => outcome.reasons.as_slice(),
        AuditEntry::Blocked { reason } => std::slice::from_ref(reason),
        _ => &[],
    };
    reasons.iter().map(|r| Explained { reason: r.as_str(), explanation: explanation(*r) }).collect()
}
