//! The service as a whole, over doubles.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;
use switchboard_domain::{Clock, Environment, EventClass, SeededRandomness, Timestamp};
use switchboard_intake::{IntakeConfig, Request, Response, WEBHOOK_PATH};
use switchboard_settings::Settings;
use switchboard_telemetry::{Capture, EventName, Label, LogResult, Logger, Metric, Metrics, SecurityCode};

use crate::doubles::{FixedTokens, RecordingQueue};
use crate::{Ingress, Ports, QueueCheck};

const TOKEN_HEADER: &str = "X-Richpanel-Webhook-Token";
const BODY: &str = r#"{"ticket_id":"<a@mail.example>","trigger":"customer_message","channel":"livechat"}"#;

#[derive(Default)]
struct Hands(AtomicI64);

impl Hands {
    fn set(&self, seconds: i64) {
        self.0.store(seconds * 1_000, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

struct Setup {
    ingress: Ingress,
    queue: Arc<RecordingQueue>,
    tokens: Arc<FixedTokens>,
    clock: Arc<Hands>,
    log: Arc<Capture>,
    metrics: Arc<Metrics>,
}

fn setup(queue_check: QueueCheck) -> Setup {
    let (queue, tokens) = (Arc::new(RecordingQueue::default()), Arc::new(FixedTokens::new(["token"])));
    let (clock, log, metrics) =
        (Arc::new(Hands::default()), Arc::new(Capture::default()), Arc::new(Metrics::default()));
    let settings = Settings::defaults(Environment::Local).unwrap();
    let ports = Ports {
        queue: queue.clone(),
        queue_check,
        tokens: tokens.clone(),
        clock: clock.clone(),
        randomness: Arc::new(SeededRandomness::new(1)),
        logger: Logger::new(Environment::Local, "r-1"),
        sink: log.clone(),
        metrics: metrics.clone(),
        release: "r-1".to_owned(),
    };
    Setup { ingress: Ingress::new(IntakeConfig::from(&settings), ports), queue, tokens, clock, log, metrics }
}

impl Setup {
    async fn post(&self, body: &str, token: &str) -> Response {
        let request = Request::post(WEBHOOK_PATH, body).header(TOKEN_HEADER, token);
        self.ingress.answer(&request).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let request = Request { method: "GET".into(), path: path.into(), ..Request::default() };
        let response = self.ingress.answer(&request).await;
        (response.status, serde_json::from_str(&response.body).unwrap())
    }

    fn total(&self, metric: Metric, labels: &[Label]) -> f64 {
        self.metrics.total(metric, labels)
    }
}

#[tokio::test]
async fn two_hundred_means_that_the_queue_has_the_event() {
    let setup = setup(QueueCheck::Ask);
    let response = setup.post(BODY, "token").await;
    let sent = setup.queue.sent();
    assert_eq!((response.status, sent.len()), (200, 1));
    assert_eq!(sent[0].class, EventClass::Interactive);
    let envelope: Value = serde_json::from_str(&sent[0].body).unwrap();
    let answer: Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!(answer["event_id"], envelope["event_id"]);

    let line = setup.log.events().remove(0);
    assert_eq!((line.event, line.result), (EventName::IngressEnqueueSuccess, Some(LogResult::Success)));
    assert_eq!(setup.total(Metric::IngressAccepted, &[]), 1.0);
    assert_eq!(setup.total(Metric::IngressAccepted, &[Label::Class(EventClass::Interactive)]), 1.0);
    assert_eq!(setup.total(Metric::IngressEnqueueFailed, &[]), 0.0);
}

#[tokio::test]
async fn a_queue_that_does_not_take_the_event_is_answered_with_503() {
    let setup = setup(QueueCheck::Ask);
    setup.queue.set_down(true);
    let response = setup.post(BODY, "token").await;
    assert_eq!(response.status, 503);
    assert!(!response.body.contains("\"accepted\":true"), "{}", response.body);
    assert_eq!(setup.log.events()[0].event, EventName::IngressEnqueueFailed);
    assert_eq!(setup.total(Metric::IngressEnqueueFailed, &[]), 1.0);
    assert_eq!(setup.total(Metric::IngressAccepted, &[]), 0.0);
    setup.queue.set_down(false);
    assert_eq!(setup.post(BODY, "token").await.status, 200);
}

#[tokio::test]
async fn a_rotated_token_is_taken_up_at_once_and_a_guess_costs_one_read() {
    let setup = setup(QueueCheck::Ask);
    assert_eq!(setup.post(BODY, "token").await.status, 200);
    setup.tokens.set(Some(&["rotated"]));
    assert_eq!(setup.post(BODY, "rotated").await.status, 200);
    setup.tokens.set(Some(&["again"]));
    assert_eq!(setup.post(BODY, "again").await.status, 401, "read a moment ago");
    setup.clock.set(30);
    assert_eq!(setup.post(BODY, "again").await.status, 200);

    assert_eq!(setup.total(Metric::AuthRejected, &[]), 1.0);
    assert_eq!(setup.total(Metric::IngressRejected, &[Label::ReasonCode("unauthorized")]), 1.0);
    let refused = &setup.log.events()[2];
    assert_eq!(refused.security_code, Some(SecurityCode::AuthInvalidToken));
}

#[tokio::test]
async fn unreadable_tokens_close_the_door() {
    let setup = setup(QueueCheck::Ask);
    setup.tokens.set(None);
    assert_eq!(setup.post(BODY, "token").await.status, 503);
    assert!(setup.queue.sent().is_empty());
    assert_eq!(setup.total(Metric::IngressEnqueueFailed, &[]), 1.0);
    let (status, answer) = setup.get("/ready").await;
    assert_eq!((status, &answer["missing"][0]), (503, &Value::from("secret richpanel/webhook_token")));
}

#[tokio::test]
async fn a_repaired_body_is_counted_and_a_broken_one_refused() {
    let setup = setup(QueueCheck::Ask);
    let repaired = r#"{"ticket_id":"t-1","text":"he said "hi""}"#;
    assert_eq!(setup.post(repaired, "token").await.status, 200);
    assert_eq!(setup.total(Metric::IngressBodyRepaired, &[]), 1.0);
    assert_eq!(setup.post("{", "token").await.status, 400);
    assert_eq!(setup.total(Metric::IngressRejected, &[]), 1.0);
    assert_eq!(setup.total(Metric::IngressRequests, &[]), 2.0);
}

#[tokio::test]
async fn the_other_routes_need_no_credential_and_wrong_ones_are_worded() {
    let setup = setup(QueueCheck::Ask);
    assert_eq!(setup.get("/health").await.1["version"], "r-1");
    assert_eq!(setup.get("/openapi.json").await.1["openapi"], "3.1.0");
    assert_eq!(setup.get("/nothing").await.0, 404);
    assert_eq!(setup.get(WEBHOOK_PATH).await.0, 405);
}

#[tokio::test]
async fn readiness_asks_the_queue_unless_the_role_may_not() {
    for (check, status) in [(QueueCheck::Ask, 503), (QueueCheck::Configured, 200)] {
        let setup = setup(check);
        setup.queue.set_down(true);
        assert_eq!(setup.get("/ready").await.0, status);
        setup.queue.set_down(false);
        assert_eq!(setup.get("/ready").await.0, status, "kept for ten seconds");
        setup.clock.set(10);
        let (status, answer) = setup.get("/ready").await;
        assert_eq!((status, &answer["ready"]), (200, &Value::Bool(true)));
    }
}
