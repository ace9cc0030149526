//! What comes next in a conversation: due times, and what waits for a person.

use serde::Serialize;
use switchboard_domain::state::{EffectState, EventStatus, StateRow};
use switchboard_domain::{Millis, Timestamp};

use crate::commands::dlq::Letter;
use crate::commands::ledger::Event;

/// Something that is going to happen, or that waits for a person.
#[derive(Serialize)]
pub(super) struct Next {
    /// `None` when it waits for a person.
    pub(super) at: Option<Timestamp>,
    pub(super) what: String,
    pub(super) event_key: Option<String>,
}

/// Everything that is due or open; what waits for a person first.
pub(super) fn next(events: &[Event], state: Option<&StateRow>, letters: &[Letter], pending: Millis) -> Vec<Next> {
    let mut next = Vec::new();
    for Event { event, effects } in events {
        let mut push = |at, what: String| next.push(Next { at, what, event_key: Some(event.event_key.clone()) });
        match (event.status, event.due, event.lease_until) {
            (EventStatus::Deferred, Some(due), _) => {
                push(Some(due.at), "the retry job enqueues the event again".into());
            }
            (EventStatus::Deferred, None, _) => {
                push(None, "the event waits in the queue".into());
            }
            (EventStatus::Claimed | EventStatus::Planned, _, Some(until)) => {
                push(Some(until), "a worker is on it until then at the latest".into());
            }
            (EventStatus::Claimed | EventStatus::Planned, Some(due), None) => {
                push(Some(due.at), "the repair job finishes the event".into());
            }
            _ => {}
        }
        for effect in effects {
            let kind = effect.kind.as_str();
            match (effect.state, effect.due) {
                (EffectState::Human, _) => {
                    let resolve = format!("switchboard effects resolve '{}' --kind {kind} --as …", event.event_key);
                    push(None, format!("a person looks at the ticket, then `{resolve}`"));
                }
                (EffectState::Unknown, Some(due)) => {
                    push(Some(due.at), format!("the repair job looks for the {kind}"));
                }
                (EffectState::Planned | EffectState::Dispatching, Some(due)) => {
                    push(Some(due.at), format!("the repair job carries the {kind} on"));
                }
                _ => {}
            }
        }
    }
    if let Some(flow) = state.and_then(|state| state.pending_flow.as_ref()) {
        let what = "the customer's order number is no longer waited for".to_owned();
        next.push(Next { at: Some(flow.requested_at + pending), what, event_key: None });
    }
    for letter in letters {
        let what = format!("dead letter {} ({}) waits for `switchboard dlq redrive`", letter.id, letter.reason);
        next.push(Next { at: None, what, event_key: None });
    }
    next.sort_by_key(|next| (next.at.is_some(), next.at));
    next
}
