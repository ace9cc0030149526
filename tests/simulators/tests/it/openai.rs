//! Healthy calls of the simulated language model, on both wires.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Harness};

pub(crate) const MODEL: &str = "gpt-5-mini-2025-08-07";

fn object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

/// A strict schema in the manner of the classifier's.
pub(crate) fn decision() -> Value {
    let names = json!(["order_status_tracking", "cancel_order", "legal_threat", "unknown_other"]);
    let candidate = object(json!({"intent": {"type": "string", "enum": names}, "confidence": {"type": "number"}}));
    object(json!({
        "schema_version": {"type": "string", "enum": ["decision.v1"]},
        "language": {"type": "string", "enum": ["en", "es", "unknown"]},
        "candidates": {"type": "array", "items": candidate},
        "proposed_tier": {"type": "string", "enum": ["TIER_0_ESCALATION", "TIER_1_SAFE_ASSIST", "TIER_2_VERIFIED"]},
        "risk_flags": {"type": "array", "items": {"type": "string", "enum": ["LEGAL_THREAT", "OTHER_HIGH_RISK"]}},
        "force_human": {"type": "boolean"},
        "clarifying_questions": {"type": "array", "items": {"type": "string", "enum": ["ASK_ORDER_NUMBER"]}},
        "hint": {"type": ["string", "null"]},
        "notes_for_agent": {"type": "string"},
    }))
}

/// The same in the manner of the verifier's.
fn verifier() -> Value {
    object(json!({
        "schema_version": {"type": "string", "enum": ["verifier.v1"]},
        "allow_tier2": {"type": "boolean"},
        "confidence": {"type": "number"},
        "downgrade_to_tier": {"type": "string", "enum": ["TIER_1_SAFE_ASSIST", "ROUTE_ONLY", "TIER_0_ESCALATION"]},
        "reason_code": {"type": "string", "enum": ["OK", "CONFLICTING_INTENT", "ESCALATION_PRESENT", "TOO_AMBIGUOUS"]},
        "notes": {"type": "string"},
    }))
}

/// A request of the Responses API about a customer's text.
pub(crate) fn responses(text: &str) -> Value {
    with_schema(text, "decision_v1", &decision())
}

pub(crate) fn with_schema(text: &str, name: &str, schema: &Value) -> Value {
    let data = json!({"channel": "email", "deterministic_order_link": "true", "untrusted_customer_text": text});
    let item = |role: &str, text: String| json!({"role": role, "content": [{"type": "input_text", "text": text}]});
    json!({
        "model": MODEL, "store": false, "max_output_tokens": 1200, "reasoning": {"effort": "minimal"},
        "input": [item("system", "Classify. Answer in JSON.".to_owned()), item("user", format!("Data:\n{data}"))],
        "text": {"format": {"type": "json_schema", "name": name, "strict": true, "schema": schema}},
    })
}

/// A request of Chat Completions about a customer's text.
pub(crate) fn chat(text: &str) -> Value {
    let data = json!({"untrusted_customer_text": text}).to_string();
    json!({
        "model": MODEL, "store": false, "max_completion_tokens": 1200, "reasoning_effort": "minimal",
        "messages": [{"role": "system", "content": "Classify."}, {"role": "user", "content": data}],
        "response_format": {"type": "json_schema",
            "json_schema": {"name": "decision_v1", "strict": true, "schema": decision()}},
    })
}

/// What the model wrote.
pub(crate) fn written(answer: &Answer) -> String {
    let body = answer.json();
    let messages = body["output"].as_array().into_iter().flatten().find(|item| item["type"] == "message");
    let text = match messages {
        Some(message) => &message["content"][0]["text"],
        None => &body["choices"][0]["message"]["content"],
    };
    text.as_str().unwrap_or_default().to_owned()
}

fn decided(answer: &Answer) -> Value {
    serde_json::from_str(&written(answer)).unwrap()
}

#[tokio::test]
async fn a_question_about_an_order_is_answered_as_one_on_both_wires() {
    let sim = Harness::start().await;
    for (path, body) in [
        ("/responses", responses("Where is my order [ORDER_ID]?")),
        ("/chat/completions", chat("Where is my order [ORDER_ID]?")),
    ] {
        let answer = sim.openai(path, &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let expected = json!({
            "schema_version": "decision.v1", "language": "en", "proposed_tier": "TIER_2_VERIFIED", "risk_flags": [],
            "candidates": [{"intent": "order_status_tracking", "confidence": 0.95}], "force_human": false,
            "clarifying_questions": ["ASK_ORDER_NUMBER"], "hint": null,
            "notes_for_agent": "Keywords of order status tracking.",
        });
        assert_eq!(decided(&answer), expected, "{path}");
        assert_eq!(answer.json()["model"], MODEL);
    }
    assert_eq!(sim.running.report()["calls"], json!({"openai.responses": 1, "openai.chat_completions": 1}));
    assert!(sim.violated().is_empty());
}

#[tokio::test]
async fn threats_and_two_wishes() {
    let sim = Harness::start().await;
    let threat = decided(&sim.openai("/responses", &responses("My lawyer will talk to your manager")).await);
    assert_eq!(
        (&threat["proposed_tier"], &threat["risk_flags"], &threat["force_human"]),
        (&json!("TIER_0_ESCALATION"), &json!(["LEGAL_THREAT"]), &json!(true))
    );
    let two = decided(&sim.openai("/responses", &responses("Where is my order? If it is late, cancel it.")).await);
    let intents: Vec<&Value> = two["candidates"].as_array().unwrap().iter().map(|c| &c["intent"]).collect();
    assert_eq!(intents, ["cancel_order", "order_status_tracking"]);
}

#[tokio::test]
async fn the_verifier_allows_a_plain_question_only() {
    let sim = Harness::start().await;
    for (text, allowed, reason) in [
        ("Where is my order?", true, "OK"),
        ("Where is my order? Cancel it.", false, "CONFLICTING_INTENT"),
        ("Where is my order? My lawyer asks.", false, "ESCALATION_PRESENT"),
    ] {
        let body = with_schema(text, "verifier_v1", &verifier());
        let verdict = decided(&sim.openai("/responses", &body).await);
        assert_eq!((&verdict["allow_tier2"], &verdict["reason_code"]), (&json!(allowed), &json!(reason)), "{text}");
        assert_eq!(verdict["confidence"], 0.95);
    }
}

#[tokio::test]
async fn the_layout_of_a_response() {
    let sim = Harness::start().await;
    let answer = sim.openai("/responses", &responses("hello")).await;
    let body = answer.json();
    let id = |value: &Value, prefix: &str| assert!(value.as_str().unwrap().starts_with(prefix), "{value}");
    id(&body["id"], "resp_");
    id(&body["output"][0]["id"], "rs_");
    id(&body["output"][1]["id"], "msg_");
    assert_eq!((&body["object"], &body["status"]), (&json!("response"), &json!("completed")));
    assert_eq!((&body["error"], &body["incomplete_details"]), (&Value::Null, &Value::Null));
    assert_eq!(body["output"][0]["type"], "reasoning");
    assert_eq!(body["output"][1]["content"][0]["type"], "output_text");
    assert_eq!((&body["store"], &body["max_output_tokens"]), (&json!(false), &json!(1200)));
    assert_eq!(body["text"]["format"]["name"], "decision_v1");
    assert!(answer.header("x-request-id").unwrap().starts_with("req_"));
    assert_eq!(answer.header("openai-version"), Some("2020-10-01"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn the_layout_of_a_chat_completion() {
    let sim = Harness::start().await;
    let body = sim.openai("/chat/completions", &chat("hello")).await.json();
    assert!(body["id"].as_str().unwrap().starts_with("chatcmpl-"));
    assert_eq!(body["object"], "chat.completion");
    let choice = &body["choices"][0];
    assert_eq!((&choice["finish_reason"], &choice["message"]["refusal"]), (&json!("stop"), &Value::Null));
    assert_eq!(choice["message"]["role"], "assistant");
    let usage = &body["usage"];
    assert_eq!(usage["completion_tokens_details"]["reasoning_tokens"], 0);
    let sum = usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"].as_u64().unwrap(), sum);
}

#[tokio::test]
async fn an_alias_is_answered_by_its_snapshot() {
    let sim = Harness::start().await;
    for (alias, snapshot) in [("gpt-5-mini", MODEL), ("gpt-5.1", "gpt-5.1-2025-11-13"), (MODEL, MODEL)] {
        let mut body = responses("x");
        body["model"] = json!(alias);
        body["reasoning"] = Value::Null;
        assert_eq!(sim.openai("/responses", &body).await.json()["model"], snapshot);
    }
}

#[tokio::test]
async fn tokens_are_counted_hidden_and_cached_ones_apart() {
    let sim = Harness::start().await;
    let ask = |effort: &'static str, text: &'static str| {
        let mut body = responses(text);
        body["reasoning"] = json!({"effort": effort});
        body["input"][0]["content"][0]["text"] = json!("rule ".repeat(1_000));
        let sim = &sim;
        async move { sim.openai("/responses", &body).await.json()["usage"].clone() }
    };
    let first = ask("minimal", "Where is my order?").await;
    assert_eq!(first["input_tokens_details"]["cached_tokens"], 0);
    assert_eq!(first["output_tokens_details"]["reasoning_tokens"], 0);
    assert!((1_250..2_000).contains(&first["input_tokens"].as_u64().unwrap()), "{first}");
    assert!((40..150).contains(&first["output_tokens"].as_u64().unwrap()), "{first}");
    let second = ask("low", "Where is my parcel?").await;
    let cached = second["input_tokens_details"]["cached_tokens"].as_u64().unwrap();
    assert!(cached >= 1_024 && cached % 128 == 0 && cached < second["input_tokens"].as_u64().unwrap(), "{second}");
    assert_eq!(second["output_tokens_details"]["reasoning_tokens"], 64);
    assert!(second["output_tokens"].as_u64().unwrap() > 64 + 40);
}

#[tokio::test]
async fn the_output_cap_cuts_and_hidden_tokens_count() {
    let sim = Harness::start().await;
    let mut body = responses("Where is my order?");
    body["max_output_tokens"] = json!(16);
    let cut = sim.openai("/responses", &body).await;
    let answer = cut.json();
    assert_eq!(
        (&answer["status"], &answer["incomplete_details"]["reason"]),
        (&json!("incomplete"), &json!("max_output_tokens"))
    );
    assert_eq!((written(&cut).len(), &answer["usage"]["output_tokens"]), (64, &json!(16)));
    body["reasoning"] = json!({"effort": "high"});
    let nothing = sim.openai("/responses", &body).await.json();
    let kinds: Vec<&Value> = nothing["output"].as_array().unwrap().iter().map(|item| &item["type"]).collect();
    assert_eq!(
        (kinds, &nothing["usage"]["output_tokens_details"]["reasoning_tokens"]),
        (vec![&json!("reasoning")], &json!(16))
    );
    let mut body = chat("Where is my order?");
    body["max_completion_tokens"] = json!(5);
    let cut = sim.openai("/chat/completions", &body).await;
    assert_eq!(cut.json()["choices"][0]["finish_reason"], "length");
    assert_eq!(written(&cut).len(), 20);
}

#[tokio::test]
async fn other_shapes_of_input_and_answer() {
    let sim = Harness::start().await;
    let plain = json!({"model": "gpt-4.1-mini", "input": "Where is my order?", "instructions": "Say it.",
        "store": false, "temperature": 0});
    let answer = sim.openai("/responses", &plain).await;
    assert_eq!(written(&answer), "Keywords of order status tracking.");
    assert_eq!(answer.json()["output"].as_array().unwrap().len(), 1);
    let json_mode = json!({"model": MODEL, "store": false, "messages": [{"role": "user", "content": "JSON: refund"}],
        "response_format": {"type": "json_object"}});
    let answer = sim.openai("/chat/completions", &json_mode).await;
    assert_eq!(decided(&answer), json!({"answer": "refund_request", "confidence": 0.95}));
}

#[tokio::test]
async fn models_are_listed() {
    let sim = Harness::start().await;
    let key = sim.running.openai_key.expose();
    let models = sim.http.get(format!("{}/models", sim.running.openai_url())).bearer_auth(key).send().await.unwrap();
    let body: Value = models.json().await.unwrap();
    assert_eq!(body["object"], "list");
    let ids: Vec<&str> = body["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"gpt-5-mini") && ids.contains(&MODEL), "{ids:?}");
    assert_eq!(sim.running.report()["calls"], json!({"openai.models": 1}));
}

#[tokio::test]
async fn limits_are_told_and_kept_per_model() {
    let sim = Harness::start().await;
    sim.faults(json!({"openai_requests_per_min": 2})).await;
    let first = sim.openai("/responses", &responses("x")).await;
    assert_eq!(first.header("x-ratelimit-limit-requests"), Some("2"));
    assert_eq!(first.header("x-ratelimit-remaining-requests"), Some("1"));
    assert_eq!(first.header("x-ratelimit-limit-tokens"), Some("500000"));
    assert!(first.header("x-ratelimit-reset-requests").unwrap().ends_with('s'));
    let remaining: u32 = first.header("x-ratelimit-remaining-tokens").unwrap().parse().unwrap();
    assert!((498_000..498_800).contains(&remaining), "{remaining}");
    assert_eq!(sim.openai("/responses", &responses("x")).await.status, 200);
    let refused = sim.openai("/responses", &responses("x")).await;
    let error = refused.json()["error"].clone();
    assert_eq!(
        (refused.status, &error["code"], &error["type"]),
        (429, &json!("rate_limit_exceeded"), &json!("requests"))
    );
    assert!(error["message"].as_str().unwrap().starts_with("Rate limit reached for gpt-5-mini"), "{error}");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((50..=60).contains(&wait), "{wait}");
    let mut other = responses("x");
    other["model"] = json!("gpt-5-nano");
    assert_eq!(sim.openai("/responses", &other).await.status, 200);
    sim.faults(json!({"openai_requests_per_min": 9, "openai_tokens_per_min": 100})).await;
    let refused = sim.openai("/responses", &responses("x")).await;
    assert_eq!((refused.status, &refused.json()["error"]["type"]), (429, &json!("tokens")));
    let report = sim.running.report();
    assert_eq!((&report["openai"]["rate_limited"], &report["rate_limited"]), (&json!(2), &json!(0)));
}

#[tokio::test]
async fn requests_can_be_searched_afterwards() {
    let sim = Harness::start().await;
    sim.openai("/responses", &responses("canary")).await;
    let (status, seen) = sim.raw(Method::GET, "/_sim/openai/requests", None).await;
    let request = &seen["requests"][0];
    assert_eq!((status, &request["operation"]), (200, &json!("openai.responses")));
    assert_eq!(request["body"], responses("canary"));
    assert_eq!(request["headers"]["content-type"], "application/json");
    assert!(!seen.to_string().contains(sim.running.openai_key.expose().as_str()));
    let (_, seen) = sim.raw(Method::DELETE, "/_sim/openai/requests", None).await;
    assert_eq!(seen, json!({"requests": []}));
}
