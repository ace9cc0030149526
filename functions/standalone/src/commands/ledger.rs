//! Reading the ledger for operators: events with their effects, conversations with their story.

use switchboard_domain::state::{AuditRow, Check, EffectRow, EventRow, Expect, Row, RowKey, StateRow, Table, Write};
use switchboard_store::{Page, Store};

use crate::failure::Failure;

/// Rows per page of a scan or a query.
const PAGE: usize = 500;

/// An event with its effects, in the order in which effects are carried out.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct Event {
    /// The event row.
    pub(crate) event: EventRow,
    /// Its effects.
    pub(crate) effects: Vec<EffectRow>,
}

/// An event by its key.
pub(crate) async fn event(store: &dyn Store, key: &str) -> Result<Option<Event>, Failure> {
    let mut found = None;
    let mut effects = Vec::new();
    for row in store.query(Table::Ledger, key, "", Page::first(PAGE)).await? {
        match row {
            Row::Event(row) => found = Some(row),
            Row::Effect(row) => effects.push(row),
            _ => {}
        }
    }
    effects.sort_by_key(|effect| effect.kind);
    Ok(found.map(|event| Event { event, effects }))
}

/// An event that must exist.
pub(crate) async fn known_event(store: &dyn Store, key: &str) -> Result<Event, Failure> {
    event(store, key).await?.ok_or_else(|| {
        Failure::new("events.unknown", format!("there is no event {key}"))
            .help("`switchboard events list` shows the events; rows are kept for 30 days")
    })
}

/// All events of the ledger, one after the other, in an order of the store's choice.
pub(crate) async fn scan_events(store: &dyn Store, mut each: impl FnMut(EventRow)) -> Result<(), Failure> {
    let mut after: Option<RowKey> = None;
    loop {
        let rows = store.scan(Table::Ledger, after.as_ref(), PAGE).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.key());
        for row in rows {
            if let Row::Event(row) = row {
                each(row);
            }
        }
    }
}

/// The audit rows of a conversation or job, oldest first.
pub(crate) async fn story(store: &dyn Store, pk: &str) -> Result<Vec<AuditRow>, Failure> {
    let mut story = Vec::new();
    let mut after = None;
    loop {
        let page = Page { after, ..Page::first(PAGE) };
        let rows = store.query(Table::Audit, pk, "", page).await?;
        let Some(last) = rows.last() else { return Ok(story) };
        after = Some(last.key().sk);
        story.extend(rows.into_iter().filter_map(|row| if let Row::Audit(row) = row { Some(row) } else { None }));
    }
}

/// The state of a conversation.
pub(crate) async fn state(store: &dyn Store, conversation_key: &str) -> Result<Option<StateRow>, Failure> {
    let rows = store.get(&[RowKey::state(conversation_key)]).await?;
    Ok(rows.into_iter().flatten().find_map(|row| if let Row::State(row) = row { Some(row) } else { None }))
}

/// The write that takes an event off its conversation's list of unresolved replies; `None` if it is not listed.
pub(crate) async fn settled(store: &dyn Store, event: &EventRow) -> Result<Option<Write>, Failure> {
    let Some(mut state) = state(store, &event.conversation_key).await? else { return Ok(None) };
    if !state.unresolved.contains(&event.event_key) {
        return Ok(None);
    }
    let expect = Expect::Present(vec![Check::Version(state.version)]);
    state.unresolved.retain(|key| *key != event.event_key);
    state.version += 1;
    Ok(Some(Write::put(Row::State(state), expect)))
}
