//! Requests that the ingress must refuse: the documented status and code, nothing echoed, nothing queued.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_e2e::Middleware;

use crate::customers::{DAMAGED, address};
use crate::ledger::Ledger;
use crate::vendors::Vendors;

const WEBHOOK: &str = "/webhooks/richpanel";

struct Bad {
    name: &'static str,
    method: Method,
    path: &'static str,
    /// `None`: no token at all.
    token: Option<String>,
    content_type: &'static str,
    body: Vec<u8>,
    expected: (u16, &'static str),
}

fn nested(levels: usize) -> Vec<u8> {
    let mut body = br#"{"ticket_id":"t","x":"#.to_vec();
    body.extend(std::iter::repeat_n(b'[', levels));
    body.extend(std::iter::repeat_n(b']', levels));
    body.push(b'}');
    body
}

fn cases(token: &str) -> Vec<Bad> {
    let good = || json!({"ticket_id": "t"}).to_string().into_bytes();
    let bad = |name, body: Vec<u8>, expected| Bad {
        name,
        method: Method::POST,
        path: WEBHOOK,
        token: Some(token.to_owned()),
        content_type: "application/json",
        body,
        expected,
    };
    let large = json!({"ticket_id": "t", "x": "y".repeat(33 * 1024)}).to_string().into_bytes();
    let text = |value: Value| value.to_string().into_bytes();
    vec![
        bad("no JSON", b"ticket".to_vec(), (400, "invalid_body")),
        bad("broken JSON", br#"{"subject":"a "quoted" word","ticket_id":"t"}"#.to_vec(), (400, "invalid_body")),
        bad("empty", Vec::new(), (400, "invalid_body")),
        bad("no UTF-8", vec![b'{', 0xFF, b'}'], (400, "invalid_body")),
        bad("a list", b"[]".to_vec(), (400, "invalid_body")),
        bad("nesting", nested(40), (400, "invalid_body")),
        bad("endless nesting", nested(15_000), (400, "invalid_body")),
        bad("values", text(json!({"ticket_id": "t", "x": vec![1; 2_100]})), (400, "invalid_body")),
        bad("33 KiB", large, (413, "body_too_large")),
        bad("no id", text(json!({"trigger": "customer_message"})), (400, "invalid_conversation_id")),
        bad("an id that is a list", text(json!({"ticket_id": ["t"]})), (400, "invalid_conversation_id")),
        bad("an id that is no whole number", text(json!({"ticket_id": 1.5})), (400, "invalid_conversation_id")),
        bad("a long id", text(json!({"ticket_id": "t".repeat(513)})), (400, "invalid_conversation_id")),
        bad("a control character", text(json!({"ticket_id": "t\u{7}"})), (400, "invalid_conversation_id")),
        bad("a trigger that is a number", text(json!({"ticket_id": "t", "trigger": 1})), (400, "invalid_trigger")),
        Bad { content_type: "text/plain", ..bad("another type", good(), (415, "unsupported_media_type")) },
        Bad { token: None, ..bad("no token", good(), (401, "unauthorized")) },
        Bad { token: Some("x".repeat(40)), ..bad("a wrong token", good(), (401, "unauthorized")) },
        Bad { token: Some(token[..20].to_owned()), ..bad("half a token", good(), (401, "unauthorized")) },
        Bad { token: None, ..bad("a stranger's bad body", b"{".to_vec(), (401, "unauthorized")) },
        Bad { path: "/webhooks/other", ..bad("another path", good(), (404, "not_found")) },
        Bad { method: Method::GET, ..bad("another method", Vec::new(), (405, "method_not_allowed")) },
        Bad { method: Method::DELETE, ..bad("a third method", good(), (405, "method_not_allowed")) },
    ]
}

async fn send(vendors: &Vendors, middleware: &Middleware, bad: &Bad) -> (u16, Value) {
    let url = format!("{}{}", middleware.url(), bad.path);
    let mut request =
        vendors.http.request(bad.method.clone(), url).header("content-type", bad.content_type).body(bad.body.clone());
    if let Some(token) = &bad.token {
        request = request.header("x-richpanel-webhook-token", token);
    }
    let response = request.send().await.unwrap_or_else(|error| panic!("{}: {error}", bad.name));
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{}: {error}", bad.name)))
}

#[tokio::test]
async fn bad_requests_get_their_status_and_leave_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 1).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    let token = vendors.running.webhook_token.expose().clone();
    let mut refusals = Vec::new();
    for bad in cases(&token) {
        let (status, body) = send(&vendors, &middleware, &bad).await;
        let error = &body["error"];
        assert_eq!((status, error["code"].as_str().unwrap()), bad.expected, "{}: {body}", bad.name);
        assert!(!error["message"].as_str().unwrap().is_empty() && error["request_id"].is_string(), "{body}");
        if status == 401 {
            refusals.push(error["message"].clone());
        }
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "missing and wrong tokens get one answer");
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    let queue = ledger.queue().await;
    assert_eq!((queue.depth, queue.in_flight, queue.dead), (0, 0, 0));
    assert!(ledger.rows().await.events.is_empty());

    // Nothing was damaged: a good one is accepted and worked on.
    let ticket = vendors.mail(&address(1), DAMAGED).await.id;
    vendors.announced(middleware.url(), &ticket).await;
    vendors.processed(&ticket).await;
    assert_eq!(vendors.delivered(&ticket).len(), 1);
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn what_is_tolerated_is_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 2).await;
    let mut middleware = vendors.setup(dir.path()).serve().await.unwrap();
    let mut tickets = Vec::new();
    for n in 0..4 {
        tickets.push(vendors.mail(&address(n), DAMAGED).await.id);
    }
    let bodies = [
        json!({"ticket": {"id": tickets[0]}, "channel": null}).to_string(),
        json!({"conversation_id": tickets[1], "unknown": {"deep": [1, 2, {"x": "y"}]}}).to_string(),
        // Text that the vendor pasted in without escaping: the id comes first and can be saved.
        format!("{{\"ticket_id\":{},\"message\":\"he said \"no\"\nand left\"}}", json!(tickets[2])),
        json!({"data": {"id": tickets[3], "channel": "email"}, "trigger": ""}).to_string(),
    ];
    for body in &bodies {
        let request = vendors.http.post(format!("{}{WEBHOOK}", middleware.url()));
        let request = request.header("X-Richpanel-Webhook-Token", vendors.running.webhook_token.expose());
        let response = request.header("content-type", "application/json; charset=utf-8").body(body.clone());
        assert_eq!(response.send().await.unwrap().status().as_u16(), 200, "{body}");
    }
    let ignored = json!({"ticket_id": tickets[0], "trigger": "agent_reply"});
    let answer = vendors.announce(middleware.url(), &ignored).await.unwrap();
    assert_eq!(answer, (200, json!({"accepted": false})));
    for ticket in &tickets {
        vendors.processed(ticket).await;
    }
    for (path, key, value) in
        [("/health", "status", "ok"), ("/ready", "status", "ready"), ("/openapi.json", "openapi", "3.1.0")]
    {
        let answer = vendors.http.get(format!("{}{path}", middleware.url())).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert_eq!(body[key], value, "{path}");
    }
    assert!(middleware.stop().await.unwrap().success());
}
