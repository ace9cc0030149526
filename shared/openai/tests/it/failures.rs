//! Every class of failure, as the server shows it.

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_domain::{Clock, Millis, ModelFailure, SystemClock};
use switchboard_openai::{CallFailure, Cost, OpenGate};
use switchboard_settings::values::llm::LlmWire;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::{FACTOR, Reply, ask, ask_scripted, chat, config, decision, responses};

fn edited(mut value: Value, pointer: &str, new: Value) -> Value {
    *value.pointer_mut(pointer).unwrap() = new;
    value
}

#[tokio::test]
async fn statuses_row_by_row() {
    let error = json!({"error": {"message": "canary", "type": "x"}});
    for (status, class, attempts) in [
        (429, ModelFailure::RateLimited, 2),
        (500, ModelFailure::ServerError, 2),
        (503, ModelFailure::ServerError, 2),
        (408, ModelFailure::Timeout, 2),
        (401, ModelFailure::Auth, 1),
        (403, ModelFailure::Auth, 1),
        (400, ModelFailure::BadRequest, 1),
        (404, ModelFailure::BadRequest, 1),
        (422, ModelFailure::BadRequest, 1),
        (302, ModelFailure::BadRequest, 1),
    ] {
        let (answer, seen) = ask_scripted(LlmWire::Responses, &[Reply::new(status, &error)]).await;
        assert_eq!(answer.result, Err(CallFailure::Model(class)), "{status}");
        assert_eq!((answer.record.attempts, seen.len()), (attempts, attempts as usize), "{status}");
        assert_eq!(answer.record.http_status, Some(status));
        assert_eq!(answer.record.cost, Cost::UnknownUsage);
    }
}

#[tokio::test]
async fn answers_row_by_row() {
    use ModelFailure::*;
    let good = decision();
    let text = good.to_string();
    let said = |text: &str| (LlmWire::Responses, responses(text));
    let decided = |pointer: &str, new: Value| said(&edited(good.clone(), pointer, new).to_string());
    let mut incomplete = edited(responses(&text), "/status", json!("incomplete"));
    incomplete["incomplete_details"] = json!({"reason": "max_output_tokens"});
    let mut filtered = incomplete.clone();
    filtered["incomplete_details"]["reason"] = json!("content_filter");
    let refusal = json!({"type": "refusal", "refusal": "no"});
    for ((wire, body), class) in [
        ((LlmWire::Responses, edited(responses(&text), "/output/0/content/0", refusal)), Refusal),
        ((LlmWire::ChatCompletions, edited(chat(&text), "/choices/0/message", json!({"refusal": "no"}))), Refusal),
        ((LlmWire::Responses, filtered), ContentFilter),
        ((LlmWire::Responses, incomplete), Truncation),
        ((LlmWire::ChatCompletions, edited(chat(&text), "/choices/0/finish_reason", json!("length"))), Truncation),
        ((LlmWire::Responses, edited(responses(&text), "/model", json!("m-2026-01-02"))), ModelMismatch),
        ((LlmWire::ChatCompletions, edited(chat(&text), "/model", json!("other"))), ModelMismatch),
        (said(&format!("```json\n{text}\n```")), SchemaInvalid),
        (said(&format!("Here: {text}")), SchemaInvalid),
        (said(&format!("{text}{text}")), SchemaInvalid),
        (said(&text.replace("\"language\"", "\"force_human\": false, \"language\"")), SchemaInvalid),
        (said("[]"), SchemaInvalid),
        (decided("/force_human", json!("false")), SchemaInvalid),
        (decided("/candidates/0/confidence", json!(1.5)), SchemaInvalid),
        (decided("/notes_for_agent", json!("x".repeat(501))), SchemaInvalid),
        (decided("/candidates/0/intent", json!("close_ticket")), UnknownEnum),
        (decided("/schema_version", json!("decision.v2")), UnknownEnum),
        ((LlmWire::Responses, json!("text")), SchemaInvalid),
    ] {
        let (answer, seen) = ask_scripted(wire, &[Reply::new(200, &body)]).await;
        assert_eq!(answer.result, Err(CallFailure::Model(class)), "{body}");
        assert_eq!(seen.len(), 1, "not repeated: {body}");
    }
}

#[tokio::test]
async fn an_answer_of_a_megabyte_is_not_looked_into() {
    let padded = |bytes: usize| {
        let mut body = responses(&decision().to_string());
        body["padding"] = json!("A".repeat(bytes));
        Reply::new(200, &body)
    };
    let (answer, _) = ask_scripted(LlmWire::Responses, &[padded(1_000_000)]).await;
    assert!(answer.result.is_ok(), "only the size is wrong with the other");
    let (answer, seen) = ask_scripted(LlmWire::Responses, &[padded(1024 * 1024)]).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::SchemaInvalid)));
    assert_eq!((answer.record.attempts, seen.len()), (1, 1), "not repeated");
    assert_eq!(answer.record.http_status, Some(200));
}

#[tokio::test]
async fn a_wrong_answer_is_paid_for_all_the_same() {
    let (answer, _) = ask_scripted(LlmWire::Responses, &[Reply::new(200, &responses("no JSON"))]).await;
    assert_eq!(answer.record.cost, Cost::MicroUsd(550));
    assert!(answer.record.output_fingerprint.is_some());
}

#[tokio::test]
async fn a_closed_port_is_a_server_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let answer = ask(config(&base_url, Arc::new(SystemClock::accelerated(FACTOR))), &OpenGate).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::ServerError)));
    assert_eq!((answer.record.attempts, answer.record.http_status), (2, None));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_a_server_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = [0; 1024];
            let _ = socket.read(&mut buffer).await;
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await;
        }
    });
    let clock = Arc::new(SystemClock::accelerated(FACTOR));
    let started = clock.now();
    let answer = ask(config(&base_url, clock.clone()), &OpenGate).await;
    assert_eq!(answer.result, Err(CallFailure::Model(ModelFailure::ServerError)));
    assert_eq!(answer.record.attempts, 2);
    assert!(answer.record.latency <= clock.now() - started && answer.record.latency >= Millis::from_secs(1));
}
