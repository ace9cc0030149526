//! Requests that the language model's API refuses, with its error bodies.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Harness;
use crate::openai::{MODEL, chat, decision, responses};

/// Status, `param` and `code` of an error, and a part of its message.
type Expected = (u16, Value, Value, &'static str);

async fn refused(sim: &Harness, path: &str, body: &Value, (status, param, code, message): Expected) {
    let answer = sim.openai(path, body).await;
    let error = answer.json()["error"].clone();
    assert_eq!((answer.status, &error["param"], &error["code"]), (status, &param, &code), "{body}: {error}");
    assert!(error["message"].as_str().unwrap().contains(message), "{body}: {error}");
    assert_eq!(error["type"], "invalid_request_error");
    assert!(answer.header("x-request-id").is_some());
}

/// A body with one value changed; null takes it away.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(key)
    } else {
        parent.insert(key.to_owned(), value)
    };
    body
}

#[tokio::test]
async fn wrong_and_missing_keys() {
    let sim = Harness::start().await;
    let url = format!("{}/responses", sim.running.openai_url());
    for (key, code, message) in [
        (None, Value::Null, "You didn't provide an API key."),
        (Some("sk-wrong1234567890abcd"), json!("invalid_api_key"), "Incorrect API key provided: sk-wron***"),
    ] {
        let request = sim.http.post(&url).body(responses("x").to_string());
        let request = if let Some(key) = key { request.bearer_auth(key) } else { request };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401);
        let error = response.json::<Value>().await.unwrap()["error"].take();
        assert_eq!((&error["code"], &error["type"]), (&code, &json!("invalid_request_error")));
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
        assert!(!error.to_string().contains("567890"), "{error}");
    }
}

#[tokio::test]
async fn parameters_of_responses() {
    let sim = Harness::start().await;
    let r = |pointer: &str, value: Value| with(responses("x"), pointer, value);
    let table: Vec<(Value, Expected)> = vec![
        (json!([1]), (400, Value::Null, Value::Null, "could not parse the JSON body")),
        (r("/model", json!(null)), (400, json!("model"), json!("missing_required_parameter"), "Missing required")),
        (r("/model", json!("gpt-9")), (404, Value::Null, json!("model_not_found"), "The model `gpt-9` does not exist")),
        (r("/input", json!(null)), (400, json!("input"), json!("missing_required_parameter"), "'input'")),
        (r("/input", json!(5)), (400, json!("input"), json!("invalid_type"), "expected an array, but got an integer")),
        (
            r("/input/0/role", json!("boss")),
            (400, json!("input[0].role"), json!("invalid_value"), "Supported values are: 'assistant'"),
        ),
        (
            r("/input/0/content/0/type", json!("text")),
            (400, json!("input[0].content[0].type"), json!("invalid_value"), "Invalid value: 'text'"),
        ),
        (r("/colour", json!(1)), (400, json!("colour"), json!("unknown_parameter"), "Unknown parameter: 'colour'.")),
        (
            r("/text/format/colour", json!(1)),
            (400, json!("text.format.colour"), json!("unknown_parameter"), "'text.format.colour'"),
        ),
        (
            r("/response_format", json!({})),
            (400, json!("response_format"), json!("unsupported_parameter"), "has moved to 'text.format'"),
        ),
        (r("/messages", json!([])), (400, json!("messages"), json!("unsupported_parameter"), "moved to 'input'")),
        (r("/max_tokens", json!(5)), (400, json!("max_tokens"), json!("unsupported_parameter"), "'max_output_tokens'")),
        (
            r("/max_output_tokens", json!(15)),
            (400, json!("max_output_tokens"), json!("integer_below_min_value"), "Expected a value >= 16, but got 15"),
        ),
        (
            r("/max_output_tokens", json!("many")),
            (400, json!("max_output_tokens"), json!("invalid_type"), "expected an integer, but got a string instead."),
        ),
        (r("/store", json!("no")), (400, json!("store"), json!("invalid_type"), "expected a boolean")),
        (r("/temperature", json!(0)), (400, json!("temperature"), Value::Null, "is not supported with this model.")),
        (r("/top_p", json!(0.5)), (400, json!("top_p"), Value::Null, "is not supported with this model.")),
        (
            r("/temperature", json!(3)),
            (400, json!("temperature"), json!("decimal_above_max_value"), "Expected a value <= 2, but got 3"),
        ),
        (
            r("/reasoning/effort", json!("huge")),
            (400, json!("reasoning.effort"), json!("invalid_value"), "Invalid value: 'huge'."),
        ),
        (
            r("/reasoning/effort", json!("none")),
            (400, json!("reasoning.effort"), json!("unsupported_value"), "'minimal', 'low', 'medium', and 'high'."),
        ),
        (
            r("/model", json!("gpt-4.1")),
            (400, json!("reasoning.effort"), json!("unsupported_parameter"), "not supported with this model"),
        ),
        (r("/stream", json!(true)), (400, json!("stream"), json!("not_simulated"), "simulator")),
        (
            r("/text/format/name", json!(null)),
            (400, json!("text.format.name"), json!("missing_required_parameter"), "'text.format.name'"),
        ),
        (r("/text/format/name", json!("a.b")), (400, json!("text.format.name"), json!("invalid_value"), "pattern")),
        (
            r("/text/format/name", json!("a".repeat(65))),
            (400, json!("text.format.name"), json!("string_above_max_length"), "maximum length 64"),
        ),
        (r("/text/format/type", json!("xml")), (400, json!("text.format.type"), json!("invalid_value"), "'xml'")),
        (
            json!({"model": MODEL, "input": "hello", "text": {"format": {"type": "json_object"}}}),
            (400, json!("input"), Value::Null, "must contain the word 'json'"),
        ),
    ];
    for (body, expected) in table {
        refused(&sim, "/responses", &body, expected).await;
    }
}

#[tokio::test]
async fn parameters_of_chat_completions() {
    let sim = Harness::start().await;
    let c = |pointer: &str, value: Value| with(chat("x"), pointer, value);
    let table: Vec<(Value, Expected)> = vec![
        (c("/messages", json!(null)), (400, json!("messages"), json!("missing_required_parameter"), "'messages'")),
        (c("/messages", json!([])), (400, json!("messages"), json!("empty_array"), "empty array")),
        (c("/input", json!("x")), (400, json!("input"), json!("unknown_parameter"), "Unknown parameter: 'input'.")),
        (
            c("/max_tokens", json!(5)),
            (400, json!("max_tokens"), json!("unsupported_parameter"), "Use 'max_completion_tokens' instead."),
        ),
        (
            c("/temperature", json!(0)),
            (400, json!("temperature"), json!("unsupported_value"), "does not support 0 with this model"),
        ),
        (c("/n", json!(2)), (400, json!("n"), json!("not_simulated"), "simulator")),
        (
            c("/response_format/strict", json!(true)),
            (400, json!("response_format.strict"), json!("unknown_parameter"), "'response_format.strict'"),
        ),
        (
            c("/response_format/json_schema/name", json!(null)),
            (400, json!("response_format.json_schema.name"), json!("missing_required_parameter"), "name"),
        ),
    ];
    for (body, expected) in table {
        refused(&sim, "/chat/completions", &body, expected).await;
    }
    assert_eq!(sim.openai("/chat/completions", &c("/temperature", json!(1))).await.status, 200);
    let old = json!({"model": "gpt-4.1", "store": false, "max_tokens": 50, "temperature": 0,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]});
    assert_eq!(sim.openai("/chat/completions", &old).await.status, 200);
}

#[tokio::test]
async fn schemas_outside_the_strict_subset() {
    let sim = Harness::start().await;
    let open = with(decision(), "/additionalProperties", Value::Null);
    let body = with(responses("x"), "/text/format/schema", open.clone());
    let message = "Invalid schema for response_format 'decision_v1': In context=(), 'additionalProperties' is required \
                   to be supplied and to be false.";
    refused(&sim, "/responses", &body, (400, json!("text.format.schema"), json!("invalid_json_schema"), message)).await;
    let body = with(chat("x"), "/response_format/json_schema/schema", open.clone());
    refused(&sim, "/chat/completions", &body, (400, json!("response_format"), Value::Null, message)).await;
    let message = "In context=('properties', 'candidates', 'items'), 'required' is required to be supplied and to be \
                   an array including every key in properties. Missing 'intent'.";
    let partial = with(decision(), "/properties/candidates/items/required", json!(["confidence"]));
    let body = with(responses("x"), "/text/format/schema", partial);
    refused(&sim, "/responses", &body, (400, json!("text.format.schema"), json!("invalid_json_schema"), message)).await;
    // Without `strict` the schema is only advice.
    let lax = with(with(responses("x"), "/text/format/schema", open), "/text/format/strict", json!(false));
    assert_eq!(sim.openai("/responses", &lax).await.status, 200);
}

#[tokio::test]
async fn other_paths_are_recorded() {
    let sim = Harness::start().await;
    for (method, path) in [(Method::GET, "/v1/responses"), (Method::POST, "/v1/chat"), (Method::GET, "/v1/models/x/y")]
    {
        let (status, body) = sim.raw(method, path, None).await;
        assert_eq!((status, body["error"]["message"].as_str().unwrap().starts_with("Invalid URL (")), (404, true));
    }
    assert_eq!(sim.violated(), ["unlisted_call"; 3]);
    // Richpanel's paths are still Richpanel's.
    assert_eq!(sim.raw(Method::GET, "/v1/modelsx", None).await.1["error"]["message"], "no such endpoint");
}

#[tokio::test]
async fn what_must_never_be_sent_is_recorded() {
    let sim = Harness::start().await;
    sim.email("Where is my order?").await;
    for (body, rule) in [
        (with(responses("x"), "/store", Value::Null), "model_stored"),
        (with(responses("x"), "/store", json!(true)), "model_stored"),
        (with(responses("x"), "/user", json!("ann")), "model_extras"),
        (with(responses("x"), "/tools", json!([])), "model_extras"),
        (responses("I am ann@customer.EXAMPLE"), "model_saw_identity"),
        (responses(&"word ".repeat(1_700)), "model_input_too_long"),
    ] {
        let before = sim.violated().len();
        assert_eq!(sim.openai("/responses", &body).await.status, 200);
        assert_eq!(sim.violated()[before..], [rule], "{body}");
    }
    let before = sim.violated().len();
    sim.openai("/chat/completions", &with(chat("I am [NAME]"), "/store", Value::Null)).await;
    assert_eq!(sim.violated().len(), before);
}
