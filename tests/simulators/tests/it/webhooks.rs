//! The webhook emitter against a target that records.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use switchboard_simulators::Webhook;

use crate::harness::Harness;

type Seen = Arc<Mutex<Vec<(String, String)>>>;

async fn record(State(seen): State<Seen>, headers: HeaderMap, body: String) -> StatusCode {
    let token = headers.get("x-richpanel-webhook-token").and_then(|v| v.to_str().ok()).unwrap_or_default();
    seen.lock().unwrap().push((token.to_owned(), body));
    StatusCode::OK
}

async fn target(sim: &Harness) -> Seen {
    let seen = Seen::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(record)).with_state(Arc::clone(&seen));
    tokio::spawn(async move { axum::serve(listener, router).await });
    sim.running.set_webhook(Some(Webhook::new(url)));
    seen
}

/// Waits until the target has seen `count` calls, then a little for more than that.
async fn wait_for(seen: &Seen, count: usize) -> Vec<(String, String)> {
    for _ in 0..200 {
        if seen.lock().unwrap().len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    std::mem::take(&mut *seen.lock().unwrap())
}

#[tokio::test]
async fn customers_messages_are_announced_and_nothing_else() {
    let sim = Harness::start().await;
    let seen = target(&sim).await;
    let id = sim.email("hello").await;
    let calls = wait_for(&seen, 1).await;
    assert_eq!(calls.len(), 1);
    assert_eq!(&calls[0].0, sim.running.webhook_token.expose());
    let body: Value = serde_json::from_str(&calls[0].1).unwrap();
    assert_eq!((&body["ticket_id"], &body["trigger"]), (&json!(id.as_str()), &json!("customer_message")));
    assert!(!calls[0].1.contains("hello") && !calls[0].1.contains("customer.example"));
    sim.message(&id, "again").await;
    assert_eq!(wait_for(&seen, 1).await.len(), 1);
    sim.on_ticket(reqwest::Method::POST, &id, "/agent-reply", None).await;
    sim.on_ticket(reqwest::Method::POST, &id, "/close", None).await;
    sim.read(&id).await;
    assert!(wait_for(&seen, 0).await.is_empty());
    assert_eq!(sim.running.report()["webhooks"], json!({"accepted": 2, "refused": 0, "failed": 0, "dropped": 0}));
}

#[tokio::test]
async fn duplicates_drops_and_bodies() {
    let sim = Harness::start().await;
    let seen = target(&sim).await;
    sim.faults(json!({"webhook_duplicates": 2, "webhook_body": "rich"})).await;
    let id = sim.email("say \"hi\"").await;
    let calls = wait_for(&seen, 3).await;
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["message"] == "say \"hi\""));
    sim.faults(json!({"webhook_duplicates": 0, "webhook_body": "unescaped"})).await;
    sim.message(&id, "say \"hi\"").await;
    let calls = wait_for(&seen, 1).await;
    assert!(serde_json::from_str::<Value>(&calls[0].1).is_err());
    sim.faults(json!({"webhook_drop_rate": 1})).await;
    sim.message(&id, "lost").await;
    assert!(wait_for(&seen, 0).await.is_empty());
    assert_eq!(sim.running.report()["webhooks"]["dropped"], 1);
}

#[tokio::test]
async fn webhooks_overtake_each_other() {
    let sim = Harness::accelerated(20).await;
    let seen = target(&sim).await;
    sim.faults(json!({"webhook_reorder": true})).await;
    let mut sent = Vec::new();
    for n in 0..12 {
        sent.push(sim.email(&format!("message {n}")).await.as_str().to_owned());
    }
    let arrived: Vec<String> = wait_for(&seen, 12)
        .await
        .iter()
        .map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["ticket_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(arrived.len(), 12);
    assert_ne!(arrived, sent);
}

#[tokio::test]
async fn a_dead_edge_loses_the_webhook_for_good() {
    let sim = Harness::start().await;
    sim.running.set_webhook(Some(Webhook::new("http://127.0.0.1:9/nobody")));
    sim.email("x").await;
    for _ in 0..100 {
        if sim.running.report()["webhooks"]["failed"] == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let seen = target(&sim).await;
    assert!(wait_for(&seen, 0).await.is_empty());
    assert_eq!(sim.running.report()["webhooks"]["failed"], 1);
}
