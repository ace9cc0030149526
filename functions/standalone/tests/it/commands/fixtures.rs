//! A data directory filled by hand, with rows in states that are hard to reach in time.

use std::path::Path;
use std::sync::Arc;

use switchboard_domain::envelope::EnvelopeSchema;
use switchboard_domain::state::{
    Cause, Due, DuePartition, EffectKind, EffectRow, EffectState, EventRow, EventStatus, Expect, Row, RowKey, StateRow,
    Write,
};
use switchboard_domain::{
    Clock, ConversationId, Envelope, EventClass, EventId, EventKind, Language, Millis, SeededRandomness, Source,
    SystemClock, TemplateId, Timestamp, TraceId, keys,
};
use switchboard_queue::{Delivery, EmbeddedQueue, Queue, QueueConfig};
use switchboard_settings::{Environment, SwitchFile};
use switchboard_store::{EmbeddedStore, Store};

/// A directory as `serve` leaves it, and its stores.
pub(super) struct Directory {
    dir: tempfile::TempDir,
    pub(super) store: EmbeddedStore,
    pub(super) queue: EmbeddedQueue,
}

impl Directory {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(&dir.path().join("state.db")).unwrap();
        let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
        let queue = EmbeddedQueue::open(&dir.path().join("queue.db"), config, Arc::new(SystemClock::new())).unwrap();
        SwitchFile::new(dir.path(), Environment::Local).create().unwrap();
        Self { dir, store, queue }
    }

    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(super) async fn put(&self, rows: impl IntoIterator<Item = Row>) {
        let writes = rows.into_iter().map(|row| Write::put(row, Expect::AbsentOr(Vec::new()))).collect();
        self.store.write(writes).await.unwrap();
    }

    /// The next message; the queue of a command holds what it sends back for the configured delay.
    pub(super) async fn delivery(&self) -> Delivery {
        for _ in 0..200 {
            if let Some(delivery) = self.queue.receive(1, Millis::from_mins(1)).await.unwrap().pop() {
                return delivery;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("nothing was sent");
    }

    pub(super) async fn event(&self, key: &str) -> EventRow {
        let rows = self.store.get(&[RowKey::event(key)]).await.unwrap();
        let Some(Row::Event(row)) = rows.into_iter().next().unwrap() else { panic!("no event {key}") };
        row
    }

    pub(super) async fn effect(&self, key: &str, kind: EffectKind) -> Option<EffectRow> {
        let rows = self.store.get(&[RowKey::effect(key, kind)]).await.unwrap();
        rows.into_iter().next().unwrap().map(|row| if let Row::Effect(row) = row { row } else { panic!("{row:?}") })
    }

    pub(super) async fn unresolved(&self, conversation_key: &str) -> Vec<String> {
        let rows = self.store.get(&[RowKey::state(conversation_key)]).await.unwrap();
        let Some(Row::State(row)) = rows.into_iter().next().unwrap() else { panic!("no state") };
        row.unresolved
    }
}

pub(super) fn now() -> Timestamp {
    SystemClock::new().now()
}

pub(super) fn envelope(ticket: &str) -> Envelope {
    let at = now();
    Envelope {
        schema: EnvelopeSchema::V1,
        event_id: EventId::generate(at, &SeededRandomness::new(ticket.len() as u64)),
        source: Source::RichpanelHttpTarget,
        kind: EventKind::CustomerMessage,
        conversation_id: ConversationId::new(ticket).unwrap(),
        message_id: None,
        trigger: None,
        channel_hint: None,
        received_at: at,
        sent_at: None,
        not_before: at,
        class: EventClass::Normal,
        trace_id: TraceId::from_stored("trc_test"),
        attempt: 3,
    }
}

pub(super) fn event(ticket: &str, status: EventStatus) -> EventRow {
    let envelope = envelope(ticket);
    let key = keys::event_key(&envelope.conversation_id, "comment");
    let conversation = keys::conversation_key(&envelope.conversation_id);
    let received_at = envelope.received_at;
    let row = EventRow::new(key, envelope, conversation, received_at, now() + Millis::from_hours(24));
    EventRow { status, fence: 7, attempt: 2, comment_at: Some(received_at), calls_used: 1, ..row }
}

pub(super) fn effect(event: &EventRow, kind: EffectKind, state: EffectState) -> EffectRow {
    let due = match state {
        EffectState::Human => Some(DuePartition::Human),
        EffectState::Unknown => Some(DuePartition::of(&event.event_key)),
        _ => None,
    };
    EffectRow {
        state,
        cause: matches!(state, EffectState::Human | EffectState::Unknown).then_some(Cause::Ambiguous),
        dispatches: u32::from(event.frozen),
        content_fingerprint: "f".to_owned(),
        template_id: Some(TemplateId::ReturnRequestIntake),
        dispatched_at: event.frozen.then(now),
        due: due.map(|partition| Due { partition, at: now() + Millis::from_mins(5) }),
        ..EffectRow::planned(&event.event_key, kind, event.fence, now() + Millis::from_hours(24))
    }
}

pub(super) fn state(event: &EventRow) -> StateRow {
    StateRow {
        version: 4,
        language: Language::En,
        unresolved: vec!["E#other".to_owned(), event.event_key.clone()],
        ..StateRow::new(&event.conversation_key, now() + Millis::from_hours(24))
    }
}
