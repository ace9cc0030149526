use super::*;
use proptest::prelude::*;
use switchboard_domain::envelope::MAX_ENVELOPE_BYTES;
use switchboard_intake::gateway;

fn check(request: &Request) {
    let overrides = json!({"ingress.token_in_body": true, "ingress.token_in_query": true, "ingress.hmac": true});
    let receipt = send(request, overrides, at(1_700_000_000_000));
    let response = receipt.response();
    assert!(matches!(response.status, 200 | 400 | 401 | 404 | 405 | 413 | 415), "{}", response.status);
    assert!(serde_json::from_str::<Value>(&response.body).is_ok());
    if let Reception::Accepted(accepted) = &receipt.reception {
        let encoded = serde_json::to_vec(&accepted.envelope).unwrap();
        assert!(encoded.len() <= MAX_ENVELOPE_BYTES);
        for id in [&accepted.dedup_id, &accepted.group_id] {
            assert!(id.len() <= 128 && id.bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}

#[test]
fn hostile_bodies() {
    let wide = format!(r#"{{"ticket_id":"t","x":[{}]}}"#, vec!["1"; 3_000].join(","));
    let long_id = format!(r#"{{"ticket_id":"{}"}}"#, "\\u0022".repeat(5_000));
    let widest = json!({"ticket_id": "\"".repeat(512), "message_id": "\\".repeat(512), "trigger": "é".repeat(90),
        "channel": "\"".repeat(90), "sent_at": "2026-01-01T00:00:00Z"});
    for body in [
        "[".repeat(32_768),
        "{\"a\":".repeat(6_000),
        "\"".repeat(32_768),
        "\\".repeat(32_768),
        wide,
        long_id,
        widest.to_string(),
        "{\"ticket_id\":1e400}".into(),
        "{\"ticket_id\":\"\\ud800\"}".into(),
        "{\"ticket_id\":\"t\",\"ticket_id\":\"u\"}".into(),
        "\u{0}".into(),
    ] {
        check(&post(body));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic_nor_give_a_server_error(
        body in prop::collection::vec(any::<u8>(), 0..400), base64 in any::<bool>(), declared_len in any::<Option<u64>>()
    ) {
        check(&Request { base64, declared_len, ..post(body) });
    }

    #[test]
    fn arbitrary_json_text_never_panics(
        id in ".{0,40}", trigger in ".{0,100}", channel in ".{0,100}", cut in 0_usize..200, sent in any::<i64>()
    ) {
        let body = json!({"ticket_id": id, "trigger": trigger, "channel": channel, "message_id": channel, "sent_at": sent});
        let mut text = body.to_string().into_bytes();
        check(&post(text.clone()));
        text.truncate(cut);
        check(&post(text));
    }

    #[test]
    fn arbitrary_requests_never_panic(
        method in ".{0,8}", path in ".{0,30}", name in ".{0,30}", value in ".{0,60}", stamp in ".{0,20}"
    ) {
        let request = Request { method, path, ..Request::post("", "{}") }
            .header(name, value.clone())
            .header("content-type", value.clone())
            .header("x-switchboard-timestamp", stamp)
            .header("x-switchboard-signature", value);
        check(&request);
    }

    #[test]
    fn arbitrary_gateway_events_never_panic(body in ".{0,60}", stage in ".{0,6}", path in ".{0,20}") {
        let event = json!({"rawPath": path, "body": body, "isBase64Encoded": true, "headers": {"a": 1},
            "requestContext": {"stage": stage, "http": {"method": "POST"}}});
        check(&gateway::request(&event).unwrap());
    }
}
