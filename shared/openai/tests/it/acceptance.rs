//! Answers that are taken, what was asked for them, and what is kept of them.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use switchboard_domain::{ChannelClass, Clock, Intent, Millis, SystemClock};
use switchboard_openai::{
    Cost, ModelAnswer, OpenAi, OpenAiConfig, OpenGate, OrderLink, Slot, Usage, VerifierMessage, VerifierPrompt,
};
use switchboard_settings::values::llm::{LlmWire, SchemaMode};

use crate::server::{MODEL, Reply, Server, ask, ask_scripted, chat, config, decision, responses};

#[tokio::test]
async fn both_wires_deliver_an_advice_and_its_record() {
    let text = decision().to_string();
    for (wire, body, path) in [
        (LlmWire::Responses, responses(&text), "/v1/responses"),
        (LlmWire::ChatCompletions, chat(&text), "/v1/chat/completions"),
    ] {
        let (ModelAnswer { result, record }, seen) = ask_scripted(wire, &[Reply::new(200, &body)]).await;
        let accepted = result.unwrap();
        assert_eq!(accepted.advice.candidates[0].intent, Intent::OrderStatusTracking);
        assert_eq!(accepted.json, decision());
        let cached = wire == LlmWire::Responses;
        let (cached_input, reasoning) = if cached { (100, 10) } else { (0, 0) };
        assert_eq!(record.usage, Some(Usage { input: 400, cached_input, output: 60, reasoning }));
        assert_eq!(record.cost, Cost::MicroUsd(if cached { 300 + 10 + 240 } else { 400 + 240 }));
        assert_eq!((record.slot, record.attempts, record.http_status), (Slot::Classifier, 1, Some(200)));
        assert_eq!((record.model_asked.as_str(), record.model_reported.as_deref()), (MODEL, Some(MODEL)));
        assert_eq!(record.response_id.as_deref(), body["id"].as_str());
        assert_eq!(record.request_id.as_deref(), Some("req-1"));
        assert_eq!(record.prompt_version, Slot::Classifier.prompt_version());
        assert_eq!(record.input_fingerprint.len(), 16);
        assert_eq!(record.output_fingerprint.map(|digits| digits.len()), Some(16));

        let [request] = seen.as_slice() else { panic!("{} requests", seen.len()) };
        assert_eq!((request.path.as_str(), request.authorization.as_str()), (path, "Bearer sk-canary"));
        let sent = request.body.to_string();
        assert!(sent.contains("[ORDER_ID]") && !sent.contains("10442"), "redacted");
        assert_eq!(request.body["store"], false);
    }
}

#[tokio::test]
async fn the_verifier_is_asked_with_its_own_schema() {
    let advice = json!({"schema_version": "verifier.v1", "allow_tier2": true, "confidence": 0.9,
        "downgrade_to_tier": "TIER_1_SAFE_ASSIST", "reason_code": "OK", "notes": ""});
    let server = Server::start(&[Reply::new(200, &responses(&advice.to_string()))]).await;
    let clock = Arc::new(SystemClock::new());
    let client = OpenAi::new(OpenAiConfig { key: None, ..config(&server.base_url, clock.clone()) }).unwrap();
    let message = VerifierMessage {
        text: "Where is it?",
        channel: ChannelClass::Email,
        order_link: OrderLink::Linked,
        primary_intent: Intent::OrderStatusTracking,
    };
    let prompt = VerifierPrompt::new(&message).unwrap();
    let deadline = clock.now() + Millis::from_secs(20);
    let answer = client.verify(MODEL, &prompt, &OpenGate, deadline).await;
    assert!(answer.result.unwrap().advice.allow_tier2);
    assert_eq!(answer.record.slot, Slot::Verifier);
    let seen = server.seen();
    assert_eq!(seen[0].authorization, "Bearer none", "no key is needed on a loopback address");
    assert_eq!(seen[0].body["text"]["format"]["name"], "verifier_v1");
}

#[tokio::test]
async fn equal_requests_have_equal_fingerprints() {
    let server = Server::start(&[Reply::new(200, &responses(&decision().to_string()))]).await;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let digits = |answer: ModelAnswer<_>| answer.record.input_fingerprint;
    let first = digits(ask(config(&server.base_url, clock.clone()), &OpenGate).await);
    assert_eq!(digits(ask(config(&server.base_url, clock.clone()), &OpenGate).await), first);
    let other = OpenAiConfig { schema_mode: SchemaMode::None, ..config(&server.base_url, clock) };
    assert_ne!(digits(ask(other, &OpenGate).await), first);
}

#[tokio::test]
async fn an_unpriced_model_has_an_unknown_cost() {
    let server = Server::start(&[Reply::new(200, &responses(&decision().to_string()))]).await;
    let mut config = config(&server.base_url, Arc::new(SystemClock::new()));
    config.prices.clear();
    assert_eq!(ask(config, &OpenGate).await.record.cost, Cost::UnknownPrice);
}

#[tokio::test]
async fn nothing_shows_the_words_of_customer_model_or_key() {
    for text in [decision().to_string(), "canary of the model".to_owned()] {
        let server = Server::start(&[Reply::new(200, &responses(&text))]).await;
        let config = config(&server.base_url, Arc::new(SystemClock::new()));
        let shown = format!("{config:?}");
        let answer = ask(config, &OpenGate).await;
        let failure = answer.result.as_ref().err().map(ToString::to_string);
        let shown = format!("{shown} {answer:?} {failure:?}");
        assert!(!shown.contains("canary") && !shown.contains("Where is"), "{shown}");
    }
}

/// Values that a model might put in the place of a right one.
fn wrong_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-2.0..2.0).prop_map(Value::from),
        "[A-Z_a-z.]{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!(["LEGAL_THREAT", "LEGAL_THREAT"])),
        Just(json!([{"intent": "damaged_item", "confidence": 0.4}, {"intent": "cancel_order", "confidence": 0.6}])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_a_model_writes_an_accepted_answer_is_valid(
        edits in proptest::collection::vec((0_usize..12, wrong_value()), 0..3),
        tail in prop_oneof![4 => Just(String::new()), 1 => "[ -~]{0,6}"],
    ) {
        let mut value = decision();
        let keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        for (at, wrong) in edits {
            value[keys.get(at).map_or("reply", String::as_str)] = wrong;
        }
        let body = responses(&format!("{value}{tail}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (answer, _) = runtime.block_on(ask_scripted(LlmWire::Responses, &[Reply::new(200, &body)]));
        match answer.result {
            Ok(accepted) => {
                prop_assert!(accepted.advice.validate().is_ok());
                prop_assert_eq!(serde_json::to_value(&accepted.advice).unwrap(), accepted.json);
            }
            Err(failure) => prop_assert!(matches!(failure.code(), "schema_invalid" | "unknown_enum"), "{}", failure),
        }
    }
}
