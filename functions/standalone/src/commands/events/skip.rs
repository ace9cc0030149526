//! `events skip`: the event is given up before anything was sent for it.

use switchboard_domain::Clock;
use switchboard_domain::state::{Check, EffectKind, EffectRow, EffectState, EventStatus, Expect, Row, RowKey, Write};
use switchboard_store::Store;

use super::OneEvent;
use crate::commands::ledger::{self, Event};
use crate::commands::record::{self, Report};
use crate::failure::Failure;

const ACTION: &str = "events skip";
/// Every effect that an event can have.
const KINDS: [EffectKind; 5] =
    [EffectKind::Reply, EffectKind::Close, EffectKind::Note, EffectKind::Tags, EffectKind::Flag];

pub(super) async fn run(command: OneEvent) -> Result<(), Failure> {
    let key = command.subject.event()?;
    let site = command.target.open().await?;
    let found = ledger::known_event(site.store.as_ref(), key).await?;
    let result = match found.event.status {
        EventStatus::Skipped => "already skipped",
        EventStatus::Done | EventStatus::Failed => {
            let status = found.event.status.as_str();
            return Err(Failure::refused("events.final", format!("{key} is {status}; there is nothing to skip"))
                .help(format!("`switchboard explain '{key}'` tells what was done")));
        }
        _ if found.event.frozen => {
            return Err(Failure::refused(
                "events.frozen",
                format!("a call was made for {key}; its plan must be finished"),
            )
            .help("`switchboard effects list` shows replies that a person must resolve"));
        }
        _ if command.dry_run => "would be skipped",
        _ => {
            write(site.store.as_ref(), site.clock.as_ref(), &found).await?;
            "skipped"
        }
    };
    Report { action: ACTION, subject: key, result, dry_run: command.dry_run }.print(command.format);
    Ok(())
}

async fn write(store: &dyn Store, clock: &dyn Clock, found: &Event) -> Result<(), Failure> {
    let mut row = found.event.clone();
    // A higher fence: a worker that holds the event loses it at its next write, before it can call anybody.
    row.fence += 1;
    row.status = EventStatus::Skipped;
    row.failure = Some("operator".to_owned());
    row.due = None;
    row.lease_owner = None;
    row.lease_until = None;
    let stored = vec![Check::Fence(found.event.fence), Check::Status(found.event.status.as_str())];
    let mut writes = vec![Write::put(Row::Event(row), Expect::Present(stored))];
    writes.extend(KINDS.map(|kind| unsent(&found.event.event_key, kind, &found.effects)));
    writes.extend(ledger::settled(store, &found.event).await?);
    writes.push(record::audit(store, clock, &found.event, ACTION, "skipped").await?);
    store.write(writes).await?;
    Ok(())
}

/// A dispatch changes the effect but not the fence, so the effects are part of the condition. What was only planned
/// goes: nothing may carry it out any more.
fn unsent(event_key: &str, kind: EffectKind, effects: &[EffectRow]) -> Write {
    let key = RowKey::effect(event_key, kind);
    match effects.iter().find(|effect| effect.kind == kind).map(|effect| effect.state) {
        None => Write::Check { key, expect: Expect::Absent },
        Some(EffectState::Planned) => {
            Write::Delete { key, expect: Expect::Present(vec![Check::Status(EffectState::Planned.as_str())]) }
        }
        Some(state) => Write::Check { key, expect: Expect::Present(vec![Check::Status(state.as_str())]) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_domain::SystemClock;
    use switchboard_domain::state::EventRow;
    use switchboard_store::MemoryStore;

    fn planned() -> Event {
        let at = "2026-01-15T15:00:00.000Z";
        let event = json!({
            "event_key": "E#1", "status": "PLANNED", "fence": 7, "lease_owner": "w", "lease_until": at, "attempt": 1,
            "due": null, "conversation_key": "C#1", "comment_id_hash": null, "comment_at": null, "outcome": null,
            "plan_hash": null, "planned_at": at, "frozen": false, "covered": [], "calls_used": 1, "failure": null,
            "created_at": at, "expires_at": at,
            "envelope": {
                "schema": "switchboard.envelope.v1", "event_id": "evt_1", "source": "richpanel_http_target",
                "kind": "customer_message", "conversation_id": "t", "message_id": null, "trigger": null,
                "channel_hint": null, "received_at": at, "sent_at": null, "not_before": at, "class": "normal",
                "trace_id": "trc_1", "attempt": 1,
            },
        });
        let effect = json!({
            "event_key": "E#1", "kind": "REPLY", "state": "PLANNED", "cause": null, "fence": 7, "lease_until": null,
            "dispatches": 0, "content_fingerprint": "f", "template_id": null, "tags": [], "evidence": null,
            "evidence_comment": null, "dispatched_at": null, "absent_since": null, "unreadable_since": null,
            "due": null, "expires_at": at,
        });
        let event: EventRow = serde_json::from_value(event).unwrap();
        Event { event, effects: vec![serde_json::from_value(effect).unwrap()] }
    }

    async fn store(rows: impl IntoIterator<Item = Row>) -> MemoryStore {
        let store = MemoryStore::new();
        store.write(rows.into_iter().map(|row| Write::put(row, Expect::Absent)).collect()).await.unwrap();
        store
    }

    /// The dispatch moves the effect but leaves the fence: only the effect tells that it is too late.
    #[tokio::test]
    async fn a_call_that_began_a_moment_ago_wins() {
        let seen = planned();
        let (mut event, mut reply) = (seen.event.clone(), seen.effects[0].clone());
        event.frozen = true;
        reply.state = EffectState::Dispatching;
        let store = store([Row::Event(event.clone()), Row::Effect(reply)]).await;
        let refused = write(&store, &SystemClock::new(), &seen).await.unwrap_err();
        assert!(refused.to_string().contains("store.condition_failed"), "{refused}");
        assert_eq!(ledger::known_event(&store, "E#1").await.unwrap().event, event);
    }

    #[tokio::test]
    async fn a_plan_made_a_moment_ago_wins() {
        let now = planned();
        let seen = Event { effects: Vec::new(), ..now.clone() };
        let store = store([Row::Event(now.event.clone()), Row::Effect(now.effects[0].clone())]).await;
        write(&store, &SystemClock::new(), &seen).await.unwrap_err();
        write(&store, &SystemClock::new(), &now).await.unwrap();
        assert_eq!(ledger::known_event(&store, "E#1").await.unwrap().effects, []);
    }
}
