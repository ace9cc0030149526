//! Waits, retries and limits of time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{Clock, Millis, ModelFailure, SystemClock};
use switchboard_egress::{CallInfo, CallObserver};
use switchboard_openai::{CallFailure, OpenAi, OpenAiConfig, OpenGate};
use switchboard_settings::values::llm::LlmWire;

use crate::server::{MODEL, Reply, Server, ask, ask_scripted, config, decision, prompt, responses};

fn good() -> Reply {
    Reply::new(200, &responses(&decision().to_string()))
}

fn limited(retry_after: Option<&'static str>) -> Reply {
    Reply { retry_after, ..Reply::new(429, &serde_json::json!({})) }
}

#[tokio::test]
async fn a_second_attempt_follows_after_one_to_two_seconds() {
    for first in [limited(None), limited(Some("0")), Reply::new(500, &serde_json::json!({}))] {
        let (answer, seen) = ask_scripted(LlmWire::Responses, &[first, good()]).await;
        assert!(answer.result.is_ok());
        assert_eq!((answer.record.attempts, seen.len()), (2, 2));
        assert_eq!(seen[0].body, seen[1].body);
        assert!(answer.record.latency >= Millis::from_secs(1), "{:?}", answer.record.latency);
    }
}

#[tokio::test]
async fn retry_after_is_obeyed_when_it_fits() {
    let (answer, _) = ask_scripted(LlmWire::Responses, &[limited(Some("6")), good()]).await;
    assert!(answer.result.is_ok());
    assert!(answer.record.latency >= Millis::from_secs(6), "{:?}", answer.record.latency);
    assert_eq!(answer.record.retry_after, None, "the last attempt did not ask for one");

    let (answer, seen) = ask_scripted(LlmWire::Responses, &[limited(Some("30")), good()]).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::RateLimited)));
    assert_eq!((seen.len(), answer.record.retry_after), (1, Some(Millis::from_secs(30))));
}

/// Operation and failure of every call told.
#[derive(Default)]
struct Told(Mutex<Vec<(&'static str, Option<FailureKind>)>>);

impl CallObserver for Told {
    fn finished(&self, vendor: Vendor, info: &CallInfo, failure: Option<&VendorFailure>) {
        assert_eq!(vendor, Vendor::Openai);
        self.0.lock().unwrap().push((info.operation, failure.map(|failure| failure.kind)));
    }
}

#[tokio::test]
async fn a_slow_attempt_is_dropped_and_repeated() {
    let slow = Reply { delay: Duration::from_secs(30), ..good() };
    let server = Server::start(&[slow, good()]).await;
    let clock = Arc::new(SystemClock::new());
    let config = OpenAiConfig {
        timeout: Millis(300),
        total_timeout: Millis::from_secs(10),
        ..config(&server.base_url, clock.clone())
    };
    let told = Arc::new(Told::default());
    let client = OpenAi::new(config).unwrap().with_observer(told.clone());
    let answer = client.classify(MODEL, &prompt(), &OpenGate, clock.now() + Millis::from_secs(10)).await;
    assert!(answer.result.is_ok());
    assert_eq!(answer.record.attempts, 2);
    assert!((1_300..6_000).contains(&answer.record.latency.0), "{:?}", answer.record.latency);
    assert_eq!(*told.0.lock().unwrap(), [("classifier", Some(FailureKind::Ambiguous)), ("classifier", None)]);
}

#[tokio::test]
async fn a_call_ends_with_its_total_time() {
    let server = Server::start(&[Reply { delay: Duration::from_secs(30), ..good() }]).await;
    let config = OpenAiConfig {
        timeout: Millis(200),
        total_timeout: Millis(400),
        ..config(&server.base_url, Arc::new(SystemClock::new()))
    };
    let answer = ask(config, &OpenGate).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::Timeout)));
    assert_eq!(answer.record.attempts, 1, "a wait of a second does not fit");
    assert!(answer.record.latency.0 < 2_000, "{:?}", answer.record.latency);
}

#[tokio::test]
async fn the_caller_s_deadline_limits_an_attempt() {
    let server = Server::start(&[Reply { delay: Duration::from_secs(30), ..good() }]).await;
    let clock = Arc::new(SystemClock::new());
    let client = OpenAi::new(config(&server.base_url, clock.clone())).unwrap();
    let answer = client.classify(MODEL, &prompt(), &OpenGate, clock.now() + Millis(1_200)).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::Timeout)));
    assert!((1_100..4_000).contains(&answer.record.latency.0), "{:?}", answer.record.latency);
    assert_eq!(answer.record.attempts, 1);

    let answer = client.classify(MODEL, &prompt(), &OpenGate, clock.now()).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::Timeout)));
    assert_eq!(answer.record.attempts, 0, "nothing is sent without time for an answer");
    assert_eq!(server.seen().len(), 1);
}
