use super::*;
use switchboard_intake::Transport;

fn with_header(mut request: Request, name: &str, value: Option<&str>) -> Request {
    request.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    match value {
        Some(value) => request.header(name, value),
        None => request,
    }
}

#[test]
fn the_first_failing_check_answers() {
    let good = || post(r#"{"ticket_id":"t"}"#);
    let large = || post(vec![b'x'; 33_000]);
    let bad_base64 = Request { base64: true, ..post("%%%") };
    let elsewhere = Request { path: "/elsewhere".into(), method: "GET".into(), ..large() };
    let get = Request { method: "GET".into(), ..large() };
    let rows = [
        ("path before method", elsewhere, 404, "not_found"),
        ("method before size", get, 405, "method_not_allowed"),
        ("size before token", with_header(large(), HEADER, None), 413, "body_too_large"),
        ("base64 before token", with_header(bad_base64, HEADER, None), 400, "invalid_encoding"),
        (
            "token before type",
            with_header(with_header(good(), HEADER, None), "content-type", Some("text/plain")),
            401,
            "unauthorized",
        ),
        ("wrong token", with_header(good(), HEADER, Some("wrong")), 401, "unauthorized"),
        (
            "type before shape",
            with_header(post("nonsense"), "content-type", Some("text/plain")),
            415,
            "unsupported_media_type",
        ),
        (
            "charset",
            with_header(good(), "content-type", Some("application/json; charset=utf-16")),
            415,
            "unsupported_media_type",
        ),
        ("no json", post("nonsense"), 400, "invalid_body"),
        ("array", post("[]"), 400, "invalid_body"),
        ("empty", post(""), 400, "invalid_body"),
        ("id before trigger", post(r#"{"trigger":7}"#), 400, "invalid_conversation_id"),
        ("trigger", post(r#"{"ticket_id":"t","trigger":7}"#), 400, "invalid_trigger"),
        ("good", good(), 200, ""),
        ("no type", with_header(good(), "content-type", None), 200, ""),
        ("vendor type", with_header(good(), "content-type", Some("application/vnd.api+json; charset=UTF-8")), 200, ""),
    ];
    for (what, request, status, code) in rows {
        let receipt = send(&request, none(), at(0));
        assert_eq!(status_and_code(&receipt), (status, code.to_owned()), "{what}");
        assert_eq!(receipt.record.error.map(|e| e.status()), (status != 200).then_some(status), "{what}");
    }
}

#[test]
fn a_wrong_method_is_told_the_right_one() {
    let get = Request { method: "GET".into(), ..post("{}") };
    let response = send(&get, none(), at(0)).response();
    assert!(response.headers.contains(&("allow", "POST".to_owned())));
}

#[test]
fn missing_wrong_and_empty_tokens_get_the_same_body() {
    let bodies: Vec<_> = [None, Some("wrong"), Some("")]
        .map(|token| {
            let request = Request { request_id: Some("r".into()), ..with_header(post("{}"), HEADER, token) };
            send(&request, none(), at(0)).response()
        })
        .into();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn required_content_type_and_unreadable_tokens() {
    let without_type = with_header(post(r#"{"ticket_id":"t"}"#), "content-type", None);
    let strict = json!({"ingress.require_content_type": true});
    assert_eq!(send(&without_type, strict, at(0)).response().status, 415);

    let receipt = receive(&without_type, &config(none()), &TokenSet::unreadable(), at(0), &SeededRandomness::new(1));
    assert_eq!(status_and_code(&receipt), (503, "unavailable".into()));
    let empty = receive(&without_type, &config(none()), &TokenSet::new([]), at(0), &SeededRandomness::new(1));
    assert_eq!(empty.response().status, 401);
}

#[test]
fn ignored_triggers_are_acknowledged_and_not_queued() {
    for trigger in ["agent_reply", "STATUS_CHANGE", "ticket_closed"] {
        let receipt = send(&post(json!({"ticket_id": "t", "trigger": trigger}).to_string()), none(), at(0));
        assert_eq!(receipt.reception, Reception::Ignored);
        assert_eq!((receipt.response().status, receipt.response().body.as_str()), (200, r#"{"accepted":false}"#));
        assert!(receipt.record.ignored && receipt.record.event_id.is_none());
    }
    let other = json!({"ingress.ignored_triggers": ["noise"]});
    assert_eq!(send(&post(r#"{"ticket_id":"t","event":"noise"}"#), other.clone(), at(0)).reception, Reception::Ignored);
    accepted(json!({"ticket_id": "t", "trigger": "agent_reply"}), other, at(0));
}

#[test]
fn accepted_answer_names_the_event() {
    let accepted = accepted(json!({"ticket_id": "t"}), none(), at(0));
    let body: Value = serde_json::from_str(&accepted.response().body).unwrap();
    assert_eq!(body, json!({"accepted": true, "event_id": accepted.envelope.event_id}));
}

#[test]
fn only_allowed_facts_are_kept_and_logged() {
    let body = json!({
        "ticket_id": "<planted-id@mail>", "subject": "planted-subject", "trigger": "planted free text!",
        "channel": "planted channel?", "ticket": {"lastMessage": {"text": "planted-text"}},
        "customer": {"name": "planted-name", "email": "planted@mail", "phone": "planted-phone"}, "token": "planted-token"
    });
    let receipt = send(&post(body.to_string()), none(), at(0));
    let Reception::Accepted(accepted) = &receipt.reception else { panic!("{receipt:?}") };
    let queued = serde_json::to_string(&accepted.envelope).unwrap();
    for gone in ["planted-subject", "planted-text", "planted-name", "planted@mail", "planted-phone", "planted-token"] {
        assert!(!queued.contains(gone), "{gone}");
    }
    let record = format!("{:?}", receipt.record);
    assert!(!record.contains("planted"), "{record}");
    assert!(!record.contains(TOKEN));
    assert_eq!(
        (receipt.record.trigger.as_deref(), receipt.record.channel_hint.as_deref()),
        (Some("other"), Some("other"))
    );
    assert_eq!(receipt.record.transport, Some(Transport::Header));
    assert_eq!(receipt.record.body_bytes, body.to_string().len());
}

#[test]
fn a_broken_body_is_repaired_once_and_only_its_id_is_used() {
    let broken = r#"{"ticket_id":"<a@b>","channel":"livechat","text":"he said "hi""}"#;
    let receipt = send(&post(broken), none(), at(0));
    let Reception::Accepted(accepted) = &receipt.reception else { panic!("{receipt:?}") };
    let envelope = &accepted.envelope;
    assert!(receipt.record.repaired);
    assert_eq!(envelope.conversation_id.as_str(), "<a@b>");
    assert_eq!((&envelope.channel_hint, &envelope.message_id, envelope.sent_at), (&None, &None, None));
    assert_eq!(envelope.trigger.as_deref(), Some("customer_message"));

    assert_eq!(send(&post(broken), json!({"ingress.repair_body": false}), at(0)).response().status, 400);
    let too_deep = format!(r#"{{"ticket_id":"t","x":{}}}"#, "[".repeat(40) + &"]".repeat(40));
    assert_eq!(send(&post(too_deep), none(), at(0)).response().status, 400);
    let control = "{\"ticket_id\":\"a\\u0000b\",\"text\":\"broken \" quote\"}";
    assert_eq!(status_and_code(&send(&post(control), none(), at(0))).1, "invalid_conversation_id");
}
