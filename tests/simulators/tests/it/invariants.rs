//! What the report holds against a middleware that misbehaves.

use reqwest::Method;
use serde_json::json;
use switchboard_domain::{Millis, Tag, Team};
use switchboard_richpanel::{BotAgentId, TagDirectory};

use crate::harness::Harness;

async fn reply(sim: &Harness, id: &switchboard_domain::ConversationId) {
    sim.richpanel().send_message(id, "Hello", &sim.bot(), &TagDirectory::default()).await.unwrap();
}

#[tokio::test]
async fn one_reply_per_customer_comment() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    reply(&sim, &id).await;
    sim.message(&id, "more").await;
    sim.read(&id).await;
    reply(&sim, &id).await;
    assert!(sim.violated().is_empty());
    sim.read(&id).await;
    reply(&sim, &id).await;
    assert_eq!(sim.violated(), ["second_reply"]);
    let report = sim.ticket_report(&id);
    assert_ne!(report["delivered"][0]["answers"], report["delivered"][1]["answers"]);
    assert_eq!(report["delivered"][1]["answers"], report["delivered"][2]["answers"]);
}

#[tokio::test]
async fn a_follow_up_between_read_and_send_belongs_to_the_next_reply() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    sim.message(&id, "follow-up").await;
    reply(&sim, &id).await;
    sim.read(&id).await;
    reply(&sim, &id).await;
    assert!(sim.violated().is_empty());
}

#[tokio::test]
async fn no_reply_against_what_the_last_read_showed() {
    let sim = Harness::start().await;
    for action in ["/close", "/agent-reply"] {
        let id = sim.email("x").await;
        sim.on_ticket(Method::POST, &id, action, None).await;
        sim.read(&id).await;
        reply(&sim, &id).await;
    }
    assert_eq!(sim.violated(), ["reply_against_last_read", "reply_against_last_read"]);
    let unread = sim.email("x").await;
    reply(&sim, &unread).await;
    assert_eq!(sim.violated().last().unwrap(), "reply_without_read");
}

#[tokio::test]
async fn a_race_of_at_most_thirty_seconds_is_counted_and_a_longer_one_held_against_it() {
    let sim = Harness::accelerated(20).await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    sim.on_ticket(Method::POST, &id, "/agent-reply", None).await;
    reply(&sim, &id).await;
    assert_eq!(sim.running.report()["races"], 1);
    assert!(sim.violated().is_empty());
    let late = sim.email("x").await;
    sim.read(&late).await;
    sim.on_ticket(Method::POST, &late, "/close", None).await;
    sim.pass(Millis::from_secs(31)).await;
    reply(&sim, &late).await;
    assert_eq!(sim.violated(), ["reply_on_stale_read"]);
}

#[tokio::test]
async fn senders_must_be_the_bot() {
    let sim = Harness::start().await;
    let id = sim.create(json!({"id": "plain-id", "channel": "livechat", "comment": {"body": "x"}})).await;
    sim.read(&id).await;
    let (status, _) = sim.raw(Method::PUT, "/v1/tickets/plain-id/send-message", Some(json!({"body": "x"}))).await;
    assert_eq!(status, 422);
    let agent = BotAgentId::new("agent-7").unwrap();
    sim.richpanel().send_message(&id, "x", &agent, &TagDirectory::default()).await.unwrap();
    let nobody = BotAgentId::new("nobody").unwrap();
    let failure = sim.richpanel().send_message(&id, "x", &nobody, &TagDirectory::default()).await.unwrap_err();
    assert_eq!(failure.http_status, Some(422));
    assert_eq!(sim.violated(), ["send_without_author", "send_as_other_user", "send_as_other_user"]);
    assert_eq!(sim.running.report()["sends_without_author"], 1);
}

#[tokio::test]
async fn unlisted_calls_backend_routing_and_too_many_calls() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.raw(Method::GET, "/v1/conversations/x", None).await;
    sim.raw(Method::POST, "/v1/orders", Some(json!({}))).await;
    sim.richpanel().add_tags(&id, &[Tag::route(Team::Backend)], &TagDirectory::default()).await.unwrap();
    for _ in 0..8 {
        sim.read(&id).await;
    }
    assert_eq!(sim.violated(), ["unlisted_call", "unlisted_call", "route_to_backend", "too_many_calls"]);
    let report = sim.ticket_report(&id);
    assert_eq!(report["calls"], json!({"add_tags": 1, "read_ticket": 8}));
}

#[tokio::test]
async fn rules_of_the_tenant() {
    let sim = Harness::start().await;
    sim.faults(json!({"auto_acknowledge": true, "reopen_on_reply": false})).await;
    let id = sim.email("x").await;
    assert_eq!(sim.read(&id).await.comments.len(), 2);
    sim.on_ticket(Method::POST, &id, "/close", None).await;
    sim.message(&id, "still there?").await;
    assert!(sim.read(&id).await.closed);
    sim.faults(json!({"reopen_on_reply": true})).await;
    sim.message(&id, "hello?").await;
    assert!(!sim.read(&id).await.closed);
    let history = sim.ticket_report(&id)["status_history"].clone();
    let by: Vec<&str> = history.as_array().unwrap().iter().map(|change| change["by"].as_str().unwrap()).collect();
    assert_eq!(by, ["customer", "agent", "customer"]);
}
