//! Tags, closing, sending, linked orders.

use reqwest::Method;
use serde_json::json;
use switchboard_domain::ticket::Author;
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{Millis, Tag, Team, tag};
use switchboard_richpanel::{ClosePayload, RichpanelClient, RichpanelConfig, TagDirectory};

use crate::harness::Harness;

#[tokio::test]
async fn tags_are_added_removed_and_echoed() {
    let sim = Harness::start().await;
    let (client, id, directory) = (sim.richpanel(), sim.email("x").await, TagDirectory::default());
    let tags = [Tag::route(Team::EmailSupport), tag!("mw-processed")];
    assert_eq!(client.add_tags(&id, &tags, &directory).await.unwrap(), None);
    client.add_tags(&id, &tags, &directory).await.unwrap();
    let report = sim.ticket_report(&id);
    assert_eq!(report["tags"], json!(["mw-processed", "route-email-support-team"]));
    assert_eq!(report["assigned_team"], "email-support-team");
    sim.faults(json!({"tags_echo": true})).await;
    let echoed = client.remove_tags(&id, &[tag!("mw-processed")], &directory).await.unwrap().unwrap();
    assert_eq!(echoed.tags, ["route-email-support-team"]);
    for refused in [&[][..], &vec![tag!("mw-test"); 13][..]] {
        let failure = client.add_tags(&id, refused, &directory).await.unwrap_err();
        assert_eq!((failure.kind, failure.http_status), (FailureKind::BadRequest, None));
    }
}

#[tokio::test]
async fn only_the_configured_payload_closes_and_a_200_may_lie() {
    let sim = Harness::start().await;
    let variants = [ClosePayload::StateAndStatus, ClosePayload::StateClosed, ClosePayload::StateResolved];
    for accepted in variants {
        sim.faults(json!({"close_payload": accepted.as_str(), "window_limit": 1000})).await;
        for sent in variants {
            let client =
                RichpanelClient::new(RichpanelConfig { close_payload: sent, ..sim.richpanel_config() }).unwrap();
            let id = sim.email("x").await;
            client.close_ticket(&id).await.unwrap();
            assert_eq!(sim.read(&id).await.closed, sent == accepted, "{sent:?} at {accepted:?}");
        }
    }
    sim.healthy().await;
    sim.faults(json!({"close_ignored": true})).await;
    let id = sim.email("x").await;
    sim.richpanel().close_ticket(&id).await.unwrap();
    assert!(!sim.read(&id).await.closed);
}

#[tokio::test]
async fn sending_delivers_and_shows_a_comment() {
    let sim = Harness::start().await;
    let (client, id, directory) = (sim.richpanel(), sim.email("x").await, TagDirectory::default());
    sim.read(&id).await;
    let sent = client.send_message(&id, "Hello Ann", &sim.bot(), &directory).await.unwrap();
    assert!(!sent.echoed_operator_comment);
    assert_eq!(sim.ticket_report(&id)["delivered"][0]["body"], "Hello Ann");
    let ticket = sim.read(&id).await;
    assert_eq!(ticket.comments[1].author, Author::Operator(Some(sim.bot().as_str().to_owned())));

    sim.faults(json!({"send_echo": true})).await;
    let other = sim.email("y").await;
    sim.read(&other).await;
    let sent = client.send_message(&other, "Hello again", &sim.bot(), &directory).await.unwrap();
    assert!(sent.echoed_operator_comment);
    assert_eq!(sent.echo.unwrap().text.expose(), "Hello again");
    assert_eq!(client.send_message(&other, " \n", &sim.bot(), &directory).await.unwrap_err().http_status, None);
    assert!(sim.violated().is_empty());
}

#[tokio::test]
async fn a_comment_may_come_late_or_never() {
    let sim = Harness::accelerated(50).await;
    let (client, id, directory) = (sim.richpanel(), sim.email("x").await, TagDirectory::default());
    sim.faults(json!({"comment_delay_ms": 60_000})).await;
    sim.read(&id).await;
    client.send_message(&id, "Hello", &sim.bot(), &directory).await.unwrap();
    assert_eq!(sim.delivered(&id), 1);
    assert_eq!(sim.read(&id).await.comments.len(), 1);
    sim.pass(Millis::from_secs(61)).await;
    assert_eq!(sim.read(&id).await.comments.len(), 2);

    sim.faults(json!({"send_ok_without_comment_rate": 1})).await;
    let other = sim.email("x").await;
    sim.read(&other).await;
    client.send_message(&other, "Hello", &sim.bot(), &directory).await.unwrap();
    assert_eq!((sim.delivered(&other), sim.read(&other).await.comments.len()), (0, 1));
}

#[tokio::test]
async fn a_comment_on_a_ticket_delivers_nothing() {
    let sim = Harness::start().await;
    let id = sim.create(json!({"channel": "livechat", "comment": {"body": "x"}})).await;
    let comment = json!({"ticket": {"comment": {"body": "note", "sender_type": "operator", "public": false}}});
    let path = format!("/v1/tickets/{}", id.as_str());
    assert_eq!(sim.raw(Method::PUT, &path, Some(comment)).await.0, 200);
    assert_eq!((sim.delivered(&id), sim.read(&id).await.comments.len()), (0, 2));
    let top_level = json!({"state": "closed", "status": "CLOSED"});
    assert_eq!(sim.raw(Method::PUT, &path, Some(top_level)).await.0, 200);
    assert!(!sim.read(&id).await.closed);
}

#[tokio::test]
async fn linked_orders() {
    let sim = Harness::start().await;
    let (client, id) = (sim.richpanel(), sim.email("x").await);
    assert_eq!(client.linked_order(&id).await.unwrap(), None);
    let order = json!({"id": 5550001, "order_number": 10442, "created_at": "2026-01-10T00:00:00Z", "financial_status": "paid",
        "fulfillments": [{"id": 1, "status": "success", "tracking_number": "1Z999", "created_at": "2026-01-11T00:00:00Z"}]});
    let body = json!({"order": order, "link_ticket": id.as_str()});
    assert_eq!(sim.raw(Method::POST, "/_sim/orders", Some(body)).await.0, 200);
    let link = client.linked_order(&id).await.unwrap().unwrap();
    assert_eq!(link.order_id, "5550001");
    let detail = client.order_detail(&link).await.unwrap();
    assert_eq!((&detail["orderName"], &detail["createdAt"]), (&json!("#10442"), &json!(1_768_003_200_000_i64)));
    assert_eq!(detail["fulfillment"][0]["tracking"][0]["trackingNumber"], "1Z999");

    for (mode, expected) in [("empty", Ok(None)), ("not_found", Ok(None)), ("error", Err(FailureKind::Ambiguous))] {
        sim.faults(json!({"order_link": mode})).await;
        assert_eq!(client.linked_order(&id).await.map_err(|failure| failure.kind), expected, "{mode}");
    }
}
