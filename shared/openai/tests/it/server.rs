//! A server that answers from a script and keeps what it was sent.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use switchboard_domain::{Advice, ChannelClass, Clock, Millis, Secret, SeededRandomness, SystemClock};
use switchboard_openai::{
    CallGate, ClassifierMessage, ClassifierPrompt, ModelAnswer, OpenAi, OpenAiConfig, OpenGate, OrderLink,
};
use switchboard_settings::values::llm::{LlmWire, ModelPrice};
use switchboard_settings::{Environment, Settings};
use tokio::net::TcpListener;

/// The model that tests ask for.
pub(crate) const MODEL: &str = "m-2026-01-01";
/// How much faster than the machine's the clock of most tests runs, so that waits of seconds take milliseconds.
pub(crate) const FACTOR: u32 = 20;

/// One answer of the script.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<&'static str>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: &Value) -> Self {
        Self { status, retry_after: None, body: body.to_string(), delay: Duration::ZERO }
    }
}

/// A request as it arrived.
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) authorization: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Script {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
}

/// A running server; the last reply of the script is repeated.
pub(crate) struct Server {
    pub(crate) base_url: String,
    script: Arc<Script>,
}

impl Server {
    pub(crate) async fn start(replies: &[Reply]) -> Self {
        let script = Arc::new(Script::default());
        script.replies.lock().unwrap().extend(replies.iter().cloned());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base_url, script }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.script.seen.lock().unwrap())
    }
}

async fn answer(State(script): State<Arc<Script>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get("authorization").unwrap().to_str().unwrap().to_owned();
    let body = serde_json::from_slice(&body).unwrap();
    script.seen.lock().unwrap().push(Seen { path: uri.path().to_owned(), authorization, body });
    let reply = {
        let mut replies = script.replies.lock().unwrap();
        if replies.len() > 1 { replies.pop_front().unwrap() } else { replies[0].clone() }
    };
    tokio::time::sleep(reply.delay).await;
    let mut response = (StatusCode::from_u16(reply.status).unwrap(), reply.body).into_response();
    response.headers_mut().insert("x-request-id", "req-1".parse().unwrap());
    if let Some(wait) = reply.retry_after {
        response.headers_mut().insert("retry-after", wait.parse().unwrap());
    }
    response
}

/// A valid `decision.v1`.
pub(crate) fn decision() -> Value {
    json!({
        "schema_version": "decision.v1", "language": "en",
        "candidates": [{"intent": "order_status_tracking", "confidence": 0.9}],
        "proposed_tier": "TIER_2_VERIFIED", "risk_flags": [], "force_human": false, "privacy_request": false,
        "injection_suspected": false, "preorder_mentioned": false, "clarifying_questions": [],
        "notes_for_agent": "canary of the model"
    })
}

/// An answer on the wire `responses` in which the model wrote this text.
pub(crate) fn responses(text: &str) -> Value {
    json!({
        "id": "resp_1", "model": MODEL, "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
        "usage": {"input_tokens": 400, "input_tokens_details": {"cached_tokens": 100}, "output_tokens": 60,
            "output_tokens_details": {"reasoning_tokens": 10}}
    })
}

/// The same on the wire `chat_completions`.
pub(crate) fn chat(text: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "model": MODEL,
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 400, "completion_tokens": 60}
    })
}

pub(crate) fn config(base_url: &str, clock: Arc<dyn Clock>) -> OpenAiConfig {
    let mut llm = Settings::defaults(Environment::Local).unwrap().llm;
    base_url.clone_into(&mut llm.base_url);
    llm.wire = LlmWire::Responses;
    let price = ModelPrice { input: 1.0, cached_input: Some(0.1), output: 4.0 };
    llm.prices = BTreeMap::from([(MODEL.to_owned(), price)]);
    OpenAiConfig::from_settings(
        &llm,
        true,
        Some(Secret::new("sk-canary".to_owned())),
        clock,
        Arc::new(SeededRandomness::new(7)),
    )
}

pub(crate) fn prompt() -> ClassifierPrompt {
    ClassifierPrompt::new(&ClassifierMessage {
        text: "Where is my order 10442? canary of the customer",
        previous: None,
        channel: ChannelClass::Email,
        order_link: OrderLink::Unknown,
        has_attachments: false,
        is_first_message: true,
    })
    .unwrap()
}

/// Asks with these settings, within a minute of the clock.
pub(crate) async fn ask(config: OpenAiConfig, gate: &dyn CallGate) -> ModelAnswer<Advice> {
    let deadline = config.clock.now() + Millis::from_mins(1);
    OpenAi::new(config).unwrap().classify(MODEL, &prompt(), gate, deadline).await
}

/// Asks a server that follows this script, on a fast clock and without a budget.
pub(crate) async fn ask_scripted(wire: LlmWire, replies: &[Reply]) -> (ModelAnswer<Advice>, Vec<Seen>) {
    let server = Server::start(replies).await;
    let config = OpenAiConfig { wire, ..config(&server.base_url, Arc::new(SystemClock::accelerated(FACTOR))) };
    (ask(config, &OpenGate).await, server.seen())
}
