//! `events skip`: the event is given up before anything was sent for it.

use switchboard_domain::state::{Check, EffectKind, EffectRow, EffectState, EventStatus, Expect, Row, RowKey, Write};
use switchboard_store::Store;

use super::OneEvent;
use crate::commands::ledger::{self, Event};
use crate::commands::record::{self, Report};
use crate::failure::Failure;
use crate::host::Stores;

const ACTION: &str = "events skip";
/// Every effect that an event can have.
const KINDS: [EffectKind; 5] =
    [EffectKind::Reply, EffectKind::Close, EffectKind::Note, EffectKind::Tags, EffectKind::Flag];

pub(super) async fn run(command: OneEvent) -> Result<(), Failure> {
    let key = command.subject.event()?;
    let (_, stores) = Stores::at(&command.place)?;
    let found = ledger::known_event(stores.store.as_ref(), key).await?;
    let result = match found.event.status {
        EventStatus::Skipped => "already skipped",
        EventStatus::Done | EventStatus::Failed => {
            let status = found.event.status.as_str();
            return Err(Failure::refused("events.final", format!("{key} is {status}; there is nothing to skip"))
                .help(format!("`switchboard explain '{key}'` tells what was done")));
        }
        _ if found.event.frozen => {
            return Err(Failure::refused("events.frozen", format!("a call was made for {key}; its plan must be finished"))
                .help("`switchboard effects list` shows replies that a person must resolve"));
        }
        _ if command.dry_run => "would be skipped",
        _ => {
            write(&stores, &found).await?;
            "skipped"
        }
    };
    Report { action: ACTION, subject: key, result, dry_run: command.dry_run }.print(command.format);
    Ok(())
}

async fn write(stores: &Stores, found: &Event) -> Result<(), Failure> {
    let store = stores.store.as_ref();
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
    writes.push(record::audit(store, stores.clock.as_ref(), &found.event, ACTION, "skipped").await?);
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
