use super::*;
use switchboard_domain::{EventClass, EventKind, Source, keys};
use switchboard_intake::Lane;

#[test]
fn bursts_without_message_ids_share_a_bucket_and_an_answer() {
    let first = accepted(json!({"ticket_id": "t", "trigger": "a"}), none(), at(9_000));
    let second = accepted(json!({"ticket_id": "t", "trigger": "b"}), none(), at(11_999));
    let later = accepted(json!({"ticket_id": "t", "trigger": "a"}), none(), at(12_000));
    assert_eq!(first.dedup_id, second.dedup_id);
    assert_eq!(first.envelope.event_id, second.envelope.event_id);
    assert_ne!(first.dedup_id, later.dedup_id);
    assert_ne!(first.envelope.event_id, later.envelope.event_id);
    assert!(first.dedup_id.starts_with("b-"));
    // End of the 3 s bucket and 2 s settle time.
    assert_eq!((first.envelope.not_before, second.envelope.not_before), (at(14_000), at(14_000)));
    assert_eq!(later.envelope.not_before, at(17_000));
}

#[test]
fn message_ids_identify_whenever_they_arrive() {
    let body = |key: &str| json!({"ticket_id": "t", key: "m-1"});
    let first = accepted(body("message_id"), none(), at(1_000));
    let repeated = accepted(body("dedupe_id"), none(), at(900_000));
    assert_eq!(first.dedup_id, repeated.dedup_id);
    assert!(first.dedup_id.starts_with("m-"));
    assert_eq!(first.envelope.not_before, at(3_000));
    assert_ne!(first.dedup_id, accepted(json!({"ticket_id": "u", "message_id": "m-1"}), none(), at(0)).dedup_id);
}

#[test]
fn callers_cannot_choose_our_ids() {
    let body = json!({"ticket_id": "t", "event_id": "evt_X", "source": "replay", "group_id": "g", "class": "interactive",
        "kind": "probe", "attempt": 9, "schema": "x", "trace_id": "trc_X"});
    let accepted = accepted(body, none(), at(0));
    let envelope = &accepted.envelope;
    assert_ne!(envelope.event_id.as_str(), "evt_X");
    assert_ne!(envelope.trace_id.as_str(), "trc_X");
    assert_eq!((envelope.source, envelope.kind), (Source::RichpanelHttpTarget, EventKind::CustomerMessage));
    assert_eq!((envelope.class, envelope.attempt), (EventClass::Normal, 1));
    assert_eq!(accepted.group_id, keys::group_id(&envelope.conversation_id));
    assert_eq!(envelope.message_id.as_deref(), Some("evt_X"));
}

#[test]
fn class_and_lane_follow_the_channel() {
    let lane_on = json!({"queue.livechat_lane": true});
    let rows = [
        (json!({"channel": "LiveChat"}), none(), EventClass::Interactive, Lane::Main),
        (json!({"channel": "livechat"}), lane_on.clone(), EventClass::Interactive, Lane::Livechat),
        (json!({"via": {"channel": "messenger"}}), lane_on.clone(), EventClass::Interactive, Lane::Livechat),
        (json!({"channel": "email"}), lane_on.clone(), EventClass::Normal, Lane::Main),
        (json!({}), lane_on, EventClass::Normal, Lane::Main),
        (
            json!({"channel": "kiosk"}),
            json!({"channels.map": {"Kiosk": "livechat"}}),
            EventClass::Interactive,
            Lane::Main,
        ),
    ];
    for (mut body, overrides, class, lane) in rows {
        body["ticket_id"] = json!("t");
        let accepted = accepted(body.clone(), overrides, at(0));
        assert_eq!((accepted.envelope.class, accepted.lane), (class, lane), "{body}");
    }
}

#[test]
fn probes_need_both_marks() {
    let probe =
        |id: &str, trigger: &str| accepted(json!({"ticket_id": id, "trigger": trigger}), none(), at(0)).envelope;
    let real = probe("probe-1", "PROBE");
    assert_eq!((real.kind, real.source, real.class), (EventKind::Probe, Source::Probe, EventClass::Background));
    for (id, trigger) in [("probe-1", "customer_message"), ("t", "probe"), ("Probe-1", "probe")] {
        assert_eq!(probe(id, trigger).kind, EventKind::CustomerMessage, "{id} {trigger}");
    }
}

#[test]
fn request_ids_come_from_the_gateway_if_plain() {
    let of = |id: Option<&str>| {
        let request = Request { request_id: id.map(str::to_owned), ..post("{}") };
        send(&request, none(), at(0)).record.request_id
    };
    assert_eq!(of(Some("JKJaXmPLvHcESHA=")), "JKJaXmPLvHcESHA=");
    for odd in [None, Some(""), Some("a\nb")] {
        assert!(of(odd).starts_with("req_"), "{odd:?}");
    }
}
