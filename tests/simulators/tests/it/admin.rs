//! The admin side's own contract.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_simulators::Scenario;

use crate::harness::Harness;

#[tokio::test]
async fn switches_are_patched_read_and_reset() {
    let sim = Harness::start().await;
    sim.faults(json!({"latency_ms": 1})).await;
    sim.faults(json!({})).await;
    let (_, faults) = sim.raw(Method::GET, "/_sim/faults", None).await;
    assert_eq!((&faults["latency_ms"], &faults["window_limit"]), (&json!(1), &json!(50)));
    for bad in [json!({"nonsense": 1}), json!({"error_rate": 2}), json!([1])] {
        let (status, body) = sim.raw(Method::POST, "/_sim/faults", Some(bad)).await;
        assert_eq!(status, 400, "{body}");
    }
    sim.healthy().await;
    assert_eq!(sim.raw(Method::GET, "/_sim/faults", None).await.1["latency_ms"], 0);
}

#[tokio::test]
async fn the_report_has_the_agreed_fields() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    let (status, report) = sim.raw(Method::GET, "/_sim/report", None).await;
    assert_eq!(status, 200);
    assert_eq!(report["calls"], json!({"read_ticket": 1}));
    assert_eq!(report["rate_limited"], 0);
    let ticket = &report["tickets"][id.as_str()];
    assert_eq!((&ticket["status"], &ticket["tags"], &ticket["delivered"]), (&json!("OPEN"), &json!([]), &json!([])));
    assert_eq!(report, sim.running.report());
}

#[tokio::test]
async fn hostile_admin_requests_are_refused() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    let table: &[(&str, Value, u16)] = &[
        ("/_sim/messages", json!({"ticket_id": "nobody", "body": "x"}), 404),
        ("/_sim/messages", json!({"body": "x"}), 400),
        ("/_sim/orders", json!({"order": {"name": "#1"}}), 400),
        ("/_sim/orders", json!({"order": 5}), 400),
        ("/_sim/orders", json!({"order": {"id": 1, "name": "#1"}, "link_ticket": "nobody"}), 404),
        ("/_sim/webhook", json!({"url": 5}), 400),
        ("/_sim/tickets/nobody/close", json!({}), 404),
        ("/_sim/nothing", json!({}), 404),
        ("/v1/tickets", json!("text"), 400),
        ("/v1/tickets", json!({"ticket": {"via": {"channel": "email"}}}), 422),
        ("/v1/tickets", json!({"ticket": {"id": id.as_str(), "channel": "livechat"}}), 409),
    ];
    for (path, body, expected) in table {
        assert_eq!(sim.raw(Method::POST, path, Some(body.clone())).await.0, *expected, "{path} {body}");
    }
}

#[tokio::test]
async fn the_environment_names_everything_a_client_needs() {
    let sim = Harness::start().await;
    let env = sim.running.env();
    let names: Vec<&str> = env.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "SWITCHBOARD_LLM_BASE_URL",
            "SWITCHBOARD_RICHPANEL_BASE_URL",
            "SWITCHBOARD_SECRET_OPENAI_API_KEY",
            "SWITCHBOARD_SECRET_RICHPANEL_API_KEY",
            "SWITCHBOARD_SECRET_RICHPANEL_BOT_AGENT_ID",
            "SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN",
            "SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN",
            "SWITCHBOARD_SHOPIFY_API_VERSION",
            "SWITCHBOARD_SHOPIFY_BASE_URL",
        ]
    );
    assert!(env.values().all(|value| !value.is_empty()));
}

#[tokio::test]
async fn shutdown_frees_the_address() {
    let sim = Harness::start().await;
    let addr = sim.running.addr;
    sim.email("x").await;
    sim.running.shutdown().await;
    assert!(tokio::net::TcpListener::bind(addr).await.is_ok());
}

#[tokio::test]
async fn a_scenario_is_played_in_order_of_time() {
    let sim = Harness::accelerated(100).await;
    let scenario = Scenario::from_json(
        &json!({"steps": [
            {"at_ms": 20_000, "path": "/_sim/messages", "body": {"ticket_id": "t-1", "body": "second"}},
            {"path": "/v1/tickets", "body": {"ticket": {"id": "t-1", "channel": "livechat", "comment": {"body": "first"}}}},
            {"at_ms": 30_000, "path": "/_sim/tickets/t-1/close", "body": {}},
        ]})
        .to_string(),
    )
    .unwrap();
    let started = sim.clock.now();
    sim.running.play(&scenario).await.unwrap();
    assert!((sim.clock.now() - started).0 >= 30_000);
    let report = sim.running.report();
    let ticket = &report["tickets"]["t-1"];
    assert_eq!((&ticket["status"], &ticket["customer_messages"]), (&json!("CLOSED"), &json!(2)));
    let refused = sim.running.play(&scenario).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.to_string().as_str()),
        ("scenario.refused", "step 2 of the scenario was answered with 409")
    );
}
