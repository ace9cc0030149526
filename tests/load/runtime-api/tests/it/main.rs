//! The runtime interface before a real function, and before requests that no function makes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use switchboard_runtime_api::{Function, Outcome, RuntimeApi, RuntimeApiError};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HELLO: &str = env!("CARGO_BIN_EXE_hello");

fn log() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    (folder, log)
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_starts_and_is_told_id_and_deadline() {
    let (_folder, log) = log();
    let mut api = RuntimeApi::start("hello").await.unwrap();
    let started = Instant::now();
    let mut function = Function::start(Path::new(HELLO), &api, &[], &log).unwrap();
    assert!(api.polled().await.unwrap() > started);
    let before = now_ms();
    let mut ids = Vec::new();
    for number in 0..3 {
        let event = json!({ "number": number });
        let invoked = api.invoke(event.to_string().as_bytes()).await.unwrap();
        let Outcome::Answer(bytes) = &invoked.outcome else { panic!("{invoked:?}") };
        let answer: Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(answer, json!({"event": event, "id": invoked.id, "deadline": invoked.deadline_ms}));
        assert!((before + 10_000..=now_ms() + 10_000).contains(&invoked.deadline_ms), "{invoked:?}");
        assert!(invoked.took > Duration::ZERO && invoked.took < started.elapsed());
        ids.push(invoked.id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
    assert!(!function.has_ended());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_of_the_function_is_an_outcome_and_the_function_lives_on() {
    let (_folder, log) = log();
    let mut api = RuntimeApi::start("hello").await.unwrap();
    let _function = Function::start(Path::new(HELLO), &api, &[], &log).unwrap();
    let Outcome::Error { report, .. } = api.invoke(br#"{"fail":"as told"}"#).await.unwrap().outcome else {
        panic!("no error")
    };
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!((&report["errorType"], &report["errorMessage"]), (&json!("hello.told"), &json!("as told")));
    assert!(matches!(api.invoke(b"{}").await.unwrap().outcome, Outcome::Answer(_)));
}

#[tokio::test]
async fn a_binary_that_is_absent_is_told_with_the_next_step() {
    let (_folder, log) = log();
    let api = RuntimeApi::start("hello").await.unwrap();
    let error = Function::start(Path::new("/nowhere/bootstrap"), &api, &[], &log).err().unwrap();
    let text = error.to_string();
    assert!(text.contains("/nowhere/bootstrap") && text.contains("cargo xtask package"), "{text}");
}

/// Sends a request as a function would and gives the answer's head and body.
async fn exchange(address: &str, method: &str, path: &str, body: &str) -> (String, String) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nlambda-runtime-function-error-type: Runtime.Test\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn what_is_not_running_cannot_end() {
    let api = RuntimeApi::start("hello").await.unwrap();
    for end in ["response", "error"] {
        let path = format!("/2018-06-01/runtime/invocation/unknown/{end}");
        let (head, body) = exchange(&api.address(), "POST", &path, "{}").await;
        assert!(head.starts_with("HTTP/1.1 400") && body.contains("InvalidRequestID"), "{head} {body}");
    }
    for (method, path) in [("GET", "/"), ("POST", "/2018-06-01/runtime/invocation/next"), ("GET", "/2018-06-01/next")] {
        let (head, _) = exchange(&api.address(), method, path, "").await;
        assert!(head.starts_with("HTTP/1.1 404"), "{method} {path}: {head}");
    }
}

#[tokio::test]
async fn an_invocation_has_its_headers_and_ends_by_the_first_report_only() {
    let mut api = RuntimeApi::start("hello").await.unwrap();
    let address = api.address();
    let function = async {
        let (head, body) = exchange(&address, "GET", "/2018-06-01/runtime/invocation/next", "").await;
        for header in [
            "lambda-runtime-deadline-ms: ",
            "lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-2:123456789012:function:hello",
            "lambda-runtime-trace-id: Root=",
        ] {
            assert!(head.contains(header), "{header} is missing: {head}");
        }
        assert_eq!(body, r#"{"a":1}"#);
        let id = head.lines().find_map(|line| line.strip_prefix("lambda-runtime-aws-request-id: ")).unwrap();
        let error = format!("/2018-06-01/runtime/invocation/{id}/error");
        let (first, _) = exchange(&address, "POST", &error, r#"{"errorType":"t"}"#).await;
        let (second, _) = exchange(&address, "POST", &error, r#"{"errorType":"t"}"#).await;
        assert!(first.starts_with("HTTP/1.1 202") && second.starts_with("HTTP/1.1 400"), "{first} {second}");
        id.to_owned()
    };
    let (invoked, id) = tokio::join!(api.invoke(br#"{"a":1}"#), function);
    let invoked = invoked.unwrap();
    let report = br#"{"errorType":"t"}"#.as_slice().into();
    assert_eq!((invoked.id, invoked.outcome), (id, Outcome::Error { kind: "Runtime.Test".to_owned(), report }));
}

#[tokio::test]
async fn a_start_that_failed_is_told() {
    let mut api = RuntimeApi::start("hello").await.unwrap();
    let told = r#"{"errorMessage":"no queue"}"#;
    let (head, _) = exchange(&api.address(), "POST", "/2018-06-01/runtime/init/error", told).await;
    assert!(head.starts_with("HTTP/1.1 202"), "{head}");
    let error = api.polled().await.unwrap_err();
    assert!(matches!(&error, RuntimeApiError::Init(report) if report.contains("no queue")), "{error}");
}
