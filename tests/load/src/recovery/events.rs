//! Events as the ingress makes them, and the rows that a worker leaves behind.

use switchboard_domain::envelope::EnvelopeSchema;
use switchboard_domain::state::{
    EffectKind, EffectRow, EffectState, EventRow, EventStatus, Evidence, Expect, Row, RowKey, Write,
};
use switchboard_domain::{
    Clock, ConversationId, Envelope, EventClass, EventId, EventKind, Millis, Source, SystemClock, Timestamp, TraceId,
};
use switchboard_queue::{EmbeddedQueue, Queue, SendRequest};
use switchboard_store::{EmbeddedStore, Store};

use crate::error::LoadError;

/// Sends and writes that are under way at a time, so that they share commits.
const IN_FLIGHT: usize = 2_000;
/// Rows a transaction, as many as the store takes.
const ROWS: usize = 100;
/// Number of the first finished event; no measurement sends as many.
const FINISHED: usize = 1_000_000_000;
/// The burst bucket of the ingress.
const BURST_BUCKET: Millis = Millis::from_secs(3);

/// The `number`-th event; every one is of a conversation of its own.
pub(super) fn envelope(number: usize, now: Timestamp) -> Result<Envelope, LoadError> {
    let conversation = ConversationId::new(format!("history-{number}@mail.example"));
    Ok(Envelope {
        schema: EnvelopeSchema::V1,
        event_id: EventId::from_stored(format!("evt_{number:026}")),
        source: Source::RichpanelHttpTarget,
        kind: EventKind::CustomerMessage,
        conversation_id: conversation.map_err(|error| LoadError::process("an event", error.to_string()))?,
        message_id: Some(format!("m-{number}")),
        trigger: Some("customer_message".into()),
        channel_hint: Some("email".into()),
        received_at: now,
        sent_at: None,
        not_before: now,
        class: EventClass::Normal,
        trace_id: TraceId::from_stored(format!("trc_{number:026}")),
        attempt: 1,
    })
}

/// Key of its event row: scattered over the key space, as hashes are.
pub(super) fn event_key(number: usize) -> String {
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!("E#{:016x}{:016x}", mixed, mixed.wrapping_mul(0xD134_2543_DE82_EF95) ^ 0x5bf0_3635)
}

/// Its event row in a status.
pub(super) fn event_row(number: usize, status: EventStatus, now: Timestamp) -> Result<EventRow, LoadError> {
    let expires_at = now + Millis::from_hours(30 * 24);
    let row = EventRow::new(event_key(number), envelope(number, now)?, format!("C#{number:032x}"), now, expires_at);
    Ok(EventRow {
        status,
        fence: 1,
        attempt: 1,
        comment_id_hash: Some(format!("{number:032x}")),
        comment_at: Some(now),
        plan_hash: Some(format!("{number:064x}")),
        planned_at: Some(now),
        calls_used: 3,
        ..row
    })
}

/// Its tags effect in a state.
pub(super) fn effect_row(number: usize, state: EffectState, now: Timestamp) -> EffectRow {
    let expires_at = now + Millis::from_hours(30 * 24);
    EffectRow {
        state,
        dispatches: 1,
        content_fingerprint: format!("{number:064x}"),
        tags: vec!["mw-processed".into(), "mw-routing-applied".into(), "route-email-support-team".into()],
        evidence: (state == EffectState::Confirmed).then_some(Evidence::Answer),
        dispatched_at: Some(now),
        ..EffectRow::planned(event_key(number), EffectKind::Tags, 1, expires_at)
    }
}

/// Puts events on the queue as the ingress does.
pub(super) async fn enqueue(queue: &EmbeddedQueue, numbers: std::ops::Range<usize>) -> Result<(), LoadError> {
    let now = SystemClock::new().now();
    let numbers: Vec<usize> = numbers.collect();
    for part in numbers.chunks(IN_FLIGHT) {
        let mut sends = Vec::with_capacity(part.len());
        for number in part {
            let envelope = envelope(*number, now)?;
            sends.push(
                queue.send(SendRequest {
                    body: serde_json::to_string(&envelope)
                        .map_err(|error| LoadError::process("an envelope", error.to_string()))?,
                    group_id: envelope.group_id(),
                    dedup_id: envelope.dedup_id(BURST_BUCKET),
                    class: envelope.class,
                }),
            );
        }
        futures::future::try_join_all(sends).await?;
    }
    Ok(())
}

/// Writes `count` finished events with their effects into the ledger: others than those that [`enqueue`] is given.
pub(super) async fn record(store: &EmbeddedStore, count: usize) -> Result<(), LoadError> {
    let now = SystemClock::new().now();
    let mut writes = Vec::new();
    for number in FINISHED..FINISHED + count {
        writes.push(Write::put(Row::Event(event_row(number, EventStatus::Done, now)?), Expect::Absent));
        writes.push(Write::put(Row::Effect(effect_row(number, EffectState::Confirmed, now)), Expect::Absent));
        if writes.len() >= IN_FLIGHT {
            write_all(store, std::mem::take(&mut writes)).await?;
        }
    }
    write_all(store, writes).await
}

/// Removes what was written for events that have been worked on, so that a history keeps its length.
pub(super) async fn forget(store: &EmbeddedStore, numbers: &[usize]) -> Result<(), LoadError> {
    let delete = |key| Write::Delete { key, expect: Expect::Present(Vec::new()) };
    let writes = numbers.iter().map(|number| event_key(*number));
    let writes = writes.flat_map(|key| [delete(RowKey::event(&key)), delete(RowKey::effect(&key, EffectKind::Tags))]);
    write_all(store, writes.collect()).await
}

async fn write_all(store: &EmbeddedStore, writes: Vec<Write>) -> Result<(), LoadError> {
    let transactions = writes.chunks(ROWS).map(|part| store.write(part.to_vec()));
    futures::future::try_join_all(transactions).await?;
    Ok(())
}
