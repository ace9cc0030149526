//! Every kind of failure, provoked over the wire.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{ConversationId, Millis, Secret, tag};
use switchboard_egress::{CallInfo, CallObserver};
use switchboard_richpanel::{Operation, RichpanelClient, RichpanelConfig, TagDirectory};

use crate::harness::Harness;

async fn send(sim: &Harness, id: &ConversationId) -> Result<(), VendorFailure> {
    sim.richpanel().send_message(id, "Hello", &sim.bot(), &TagDirectory::default()).await.map(drop)
}

/// Fault, the failure of a send, its status, and how many mails went out all the same.
#[tokio::test]
async fn a_send_that_fails_may_or_may_not_have_been_applied() {
    use FailureKind::*;
    let table: &[(Value, FailureKind, Option<u16>, usize)] = &[
        (json!({"refuse_rate": 1}), Ambiguous, None, 0),
        (json!({"error_rate": 1}), Ambiguous, Some(500), 0),
        (json!({"error_rate": 1, "error_status": 503}), Ambiguous, Some(503), 0),
        (json!({"error_after_apply_rate": 1}), Ambiguous, Some(500), 1),
        (json!({"lost_answer_rate": 1}), Ambiguous, None, 1),
        (json!({"truncate_rate": 1}), Ambiguous, Some(200), 1),
        (json!({"rate_429_rate": 1}), RateLimited, Some(429), 0),
        (json!({"window_limit": 0}), RateLimited, Some(429), 0),
        (json!({"unauthorized": true}), Auth, Some(401), 0),
    ];
    let sim = Harness::start().await;
    for (faults, kind, status, delivered) in table {
        let id = sim.email("x").await;
        sim.read(&id).await;
        sim.faults(faults.clone()).await;
        let failure = send(&sim, &id).await.unwrap_err();
        sim.healthy().await;
        assert_eq!((failure.kind, failure.http_status), (*kind, *status), "{faults}");
        assert_eq!(sim.delivered(&id), *delivered, "{faults}");
        let may_repeat = Operation::SendMessage.retry_class().may_repeat(failure.kind);
        assert!(!(may_repeat && *delivered > 0), "{faults}: a repeat would be a second mail");
        let text = format!("{failure} {failure:?}");
        assert!(!text.contains("mail.example") && !text.contains("Hello"), "{text}");
    }
    assert!(sim.violated().is_empty());
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout_after_the_call_was_applied() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    let config = RichpanelConfig { timeout: Millis(600), ..sim.richpanel_config() };
    let client = RichpanelClient::new(config).unwrap();
    for faults in [json!({"latency_ms": 2_000}), json!({"lost_answer_rate": 1, "lost_answer_hangs": true})] {
        sim.faults(faults).await;
        let failure = client.add_tags(&id, &[tag!("mw-processed")], &TagDirectory::default()).await.unwrap_err();
        sim.healthy().await;
        assert_eq!((failure.kind, failure.http_status), (FailureKind::Ambiguous, None));
        assert_eq!(sim.ticket_report(&id)["tags"], json!(["mw-processed"]));
        client.remove_tags(&id, &[tag!("mw-processed")], &TagDirectory::default()).await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_call_may_be_applied_late() {
    let sim = Harness::accelerated(60).await;
    let id = sim.email("x").await;
    sim.read(&id).await;
    sim.faults(json!({"lost_answer_rate": 1, "late_apply_ms": 90_000, "only_operations": ["send_message"]})).await;
    assert_eq!(send(&sim, &id).await.unwrap_err().kind, FailureKind::Ambiguous);
    assert_eq!((sim.delivered(&id), sim.read(&id).await.comments.len()), (0, 1));
    sim.pass(Millis::from_secs(91)).await;
    assert_eq!((sim.delivered(&id), sim.read(&id).await.comments.len()), (1, 2));
}

#[tokio::test]
async fn a_refused_connection_was_provably_not_applied() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    let client = sim.richpanel();
    client.read_ticket(&id, &TagDirectory::default()).await.unwrap();
    sim.faults(json!({"refuse_for_ms": 1_500})).await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let failure = client.read_ticket(&id, &TagDirectory::default()).await.unwrap_err();
    assert_eq!((failure.kind, failure.http_status), (FailureKind::Unreachable, None));
    assert_eq!(send(&sim, &id).await.unwrap_err().kind, FailureKind::Unreachable);
    assert_eq!(sim.shopify().shop().await.result.unwrap_err().kind, FailureKind::Unreachable);
    for _ in 0..100 {
        if client.read_ticket(&id, &TagDirectory::default()).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the address was not opened again");
}

/// Keeps what an observer is told.
#[derive(Default)]
struct Told(Mutex<Vec<(CallInfo, Option<FailureKind>)>>);

impl CallObserver for Told {
    fn finished(&self, vendor: Vendor, info: &CallInfo, failure: Option<&VendorFailure>) {
        assert_eq!(vendor, Vendor::Richpanel);
        self.0.lock().unwrap().push((info.clone(), failure.map(|failure| failure.kind)));
    }
}

#[tokio::test]
async fn a_failed_tls_handshake_is_unreachable_and_told() {
    let sim = Harness::start().await;
    // The simulator speaks plain HTTP: the handshake fails before a byte of the request.
    let base_url = sim.running.url().replace("http://", "https://");
    let told = Arc::new(Told::default());
    let client = RichpanelClient::new(RichpanelConfig { base_url, ..sim.richpanel_config() }).unwrap();
    let id = ConversationId::new("x").unwrap();
    let failure = client.with_observer(told.clone()).linked_order(&id).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable);
    sim.richpanel().with_observer(told.clone()).users(1).await.unwrap();
    sim.running.shutdown().await;
    let seen = told.0.lock().unwrap();
    let facts: Vec<_> =
        seen.iter().map(|(info, kind)| (info.operation, info.http_status, info.tls_failed, *kind)).collect();
    assert_eq!(
        facts,
        [("linked_order", None, true, Some(FailureKind::Unreachable)), ("users", Some(200), false, None)]
    );
}

/// A server that answers `/v1/order/{status}` with that status and a redirect to itself.
async fn status_server() -> (String, Arc<AtomicUsize>) {
    let followed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&followed);
    let router = Router::new()
        .route(
            "/v1/order/{status}",
            get(|Path(status): Path<u16>| async move {
                (StatusCode::from_u16(status).unwrap(), [("location", "/trap")], "{}")
            }),
        )
        .route(
            "/trap",
            get(move || async move {
                count.fetch_add(1, Ordering::SeqCst);
                "{}"
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, followed)
}

#[tokio::test]
async fn every_status_is_classified_and_no_redirect_followed() {
    use FailureKind::*;
    let sim = Harness::start().await;
    let (base_url, followed) = status_server().await;
    let client = RichpanelClient::new(RichpanelConfig { base_url, ..sim.richpanel_config() }).unwrap();
    let table = [
        (301, BadRequest),
        (307, BadRequest),
        (400, BadRequest),
        (401, Auth),
        (403, Auth),
        (409, Conflict),
        (413, TooLarge),
        (422, BadRequest),
        (429, RateLimited),
        (500, Ambiguous),
        (502, Ambiguous),
        (503, Ambiguous),
    ];
    for (status, kind) in table {
        let id = ConversationId::new(status.to_string()).unwrap();
        let failure = client.linked_order(&id).await.unwrap_err();
        assert_eq!((failure.kind, failure.http_status), (kind, Some(status)));
    }
    assert_eq!(client.linked_order(&ConversationId::new("404").unwrap()).await.unwrap(), None);
    assert_eq!(client.linked_order(&ConversationId::new("200").unwrap()).await.unwrap(), None);
    assert_eq!(client.linked_order(&ConversationId::new("204").unwrap()).await.unwrap_err().kind, Ambiguous);
    assert_eq!(followed.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn every_style_of_asking_to_wait_is_read() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    for (style, low, high) in [
        ("seconds", 7_000, 7_000),
        ("date", 6_000, 9_000),
        ("reset_epoch", 6_000, 9_000),
        ("reset_seconds", 7_000, 7_000),
    ] {
        sim.faults(json!({"rate_429_rate": 1, "retry_after_s": 7, "retry_after_style": style})).await;
        let failure = sim.richpanel().linked_order(&id).await.unwrap_err();
        let wait = failure.retry_after.unwrap().0;
        assert!((low..=high).contains(&wait), "{style}: {wait}");
    }
    sim.faults(json!({"retry_after_style": "silent"})).await;
    assert_eq!(sim.richpanel().linked_order(&id).await.unwrap_err().retry_after, None);
    sim.faults(json!({"retry_after_style": "seconds", "retry_after_s": 4_000})).await;
    assert_eq!(sim.richpanel().linked_order(&id).await.unwrap_err().retry_after, Some(Millis(120_000)));
}

#[tokio::test]
async fn the_account_window_counts_all_keys_but_not_the_customers() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    assert_eq!(sim.raw(Method::POST, "/_sim/keys", Some(json!({"add": "second-key"}))).await.1, json!({"active": 2}));
    let first = sim.richpanel();
    let second = first.with_key(&Secret::new("second-key".into())).unwrap();
    for n in 0..50 {
        let client = if n % 2 == 0 { &first } else { &second };
        assert!(client.linked_order(&id).await.is_ok(), "{n}");
        if n % 10 == 0 {
            sim.email("another").await;
        }
    }
    for client in [&first, &second] {
        let failure = client.linked_order(&id).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::RateLimited);
        assert!((20_000..=30_000).contains(&failure.retry_after.unwrap().0));
    }
    let report = sim.running.report();
    assert_eq!((&report["rate_limited"], &report["peak_calls_per_window"]), (&json!(2), &json!(50)));
    assert_eq!(report["calls"], json!({"linked_order": 52}));
}

#[tokio::test]
async fn a_revoked_key_is_an_auth_failure_while_the_other_works() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    let old = sim.richpanel();
    let key = sim.running.richpanel_key.expose().clone();
    sim.raw(Method::POST, "/_sim/keys", Some(json!({"add": "new", "revoke": key}))).await;
    assert_eq!(old.linked_order(&id).await.unwrap_err().kind, FailureKind::Auth);
    assert!(old.with_key(&Secret::new("new".into())).unwrap().linked_order(&id).await.is_ok());
}

#[tokio::test]
async fn a_deleted_ticket_is_not_found() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.on_ticket(Method::DELETE, &id, "", None).await;
    let directory = TagDirectory::default();
    let client = sim.richpanel();
    let kinds = [
        client.read_ticket(&id, &directory).await.unwrap_err().kind,
        client.add_tags(&id, &[tag!("mw-test")], &directory).await.unwrap_err().kind,
        client.close_ticket(&id).await.unwrap_err().kind,
        send(&sim, &id).await.unwrap_err().kind,
    ];
    assert_eq!(kinds, [FailureKind::NotFound; 4]);
    assert_eq!(client.linked_order(&id).await.unwrap(), None);
}

#[tokio::test]
async fn latency_and_rates_can_be_limited_to_operations() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.faults(json!({"error_rate": 1, "only_operations": ["add_tags"]})).await;
    assert!(sim.richpanel().linked_order(&id).await.is_ok());
    let tagged = sim.richpanel().add_tags(&id, &[tag!("mw-test")], &TagDirectory::default()).await;
    assert_eq!(tagged.unwrap_err().kind, FailureKind::Ambiguous);
}
