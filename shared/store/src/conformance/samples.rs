//! Rows to test with.

use switchboard_domain::envelope::{Envelope, EnvelopeSchema, EventClass, EventKind, Source};
use switchboard_domain::state::{
    AuditEntry, AuditRow, ConfigRow, CountersRow, Due, EffectKind, EffectRow, EventRow, EventStatus, LimitRow, Row,
};
use switchboard_domain::{ConversationId, EventId, Millis, Timestamp, TraceId};

/// The instant `secs` seconds after 2026-01-01T00:00:00Z.
pub fn at(secs: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000) + Millis::from_secs(secs)
}

/// A claimed event without lease and due time.
pub fn event(key: &str, fence: u64) -> Row {
    Row::Event(event_row(key, fence))
}

/// As [`event()`], with its fields at hand. Expires at `at(3_600)`.
pub fn event_row(key: &str, fence: u64) -> EventRow {
    EventRow { fence, attempt: 1, ..EventRow::new(key, envelope(), "C#sample", at(0), at(3_600)) }
}

/// An event with a place in the due index.
pub fn due_event(key: &str, due: Due) -> Row {
    Row::Event(EventRow { status: EventStatus::Deferred, due: Some(due), ..event_row(key, 1) })
}

/// An event under a lease.
pub fn leased_event(key: &str, fence: u64, until: Timestamp) -> Row {
    Row::Event(EventRow { lease_owner: Some("owner".to_owned()), lease_until: Some(until), ..event_row(key, fence) })
}

/// A planned effect.
pub fn effect(key: &str, kind: EffectKind) -> Row {
    Row::Effect(EffectRow {
        content_fingerprint: "f".to_owned(),
        tags: vec!["mw-processed".to_owned()],
        ..EffectRow::planned(key, kind, 1, at(3_600))
    })
}

/// A conversation.
#[allow(clippy::expect_used, reason = "a constant of the suite, not input")]
pub fn state(key: &str, version: u64) -> Row {
    // From its stored form, which also shows that a row of the first release can be read.
    let stored = serde_json::json!({
        "row": "state",
        "conversation_key": key,
        "version": version,
        "last_read_started_at": at(0),
        "last_intent": null,
        "last_team": null,
        "language": "unknown",
        "risk_flags": [],
        "pending_flow": null,
        "replies": [],
        "our_route_tag": null,
        "unresolved": [],
        "expires_at": at(3_600),
    });
    serde_json::from_value(stored).expect("a state row")
}

/// A customer's counters.
pub fn counters(key: &str, version: u64) -> Row {
    Row::Counters(CountersRow { customer_key: key.to_owned(), version, replies: vec![at(1)], expires_at: at(3_600) })
}

/// An audit entry at `at(secs)`.
pub fn audit(pk: &str, secs: i64, n: u32) -> Row {
    Row::Audit(AuditRow {
        pk: pk.to_owned(),
        at: at(secs),
        event_id: Some(EventId::from_stored("evt_01")),
        event_key: None,
        n,
        entry: AuditEntry::Covered,
        expires_at: at(7_200),
    })
}

/// A configuration document.
pub fn config(kind: &str, sk: &str, version: u64) -> Row {
    Row::Config(ConfigRow {
        kind: kind.to_owned(),
        sk: sk.to_owned(),
        version,
        document: serde_json::json!({"a": [1, "ü", null]}),
        expires_at: None,
    })
}

/// A row of the limits table.
pub fn limit(pk: &str, version: u64) -> Row {
    Row::Limit(LimitRow { pk: pk.to_owned(), version, lease_until: None, data: serde_json::json!({"n": version}) })
}

#[allow(clippy::expect_used, reason = "a constant of the suite, not input")]
fn envelope() -> Envelope {
    Envelope {
        schema: EnvelopeSchema::V1,
        event_id: EventId::from_stored("evt_01"),
        source: Source::RichpanelHttpTarget,
        kind: EventKind::CustomerMessage,
        conversation_id: ConversationId::new("sample").expect("within the rules of an id"),
        message_id: None,
        trigger: None,
        channel_hint: None,
        received_at: at(0),
        sent_at: None,
        not_before: at(5),
        class: EventClass::Normal,
        trace_id: TraceId::from_stored("trc_01"),
        attempt: 1,
    }
}
