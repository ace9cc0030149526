//! The real client of the language model against the simulated one.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::taxonomy::Intent;
use switchboard_domain::{Advice, ChannelClass, Millis, ModelFailure, SeededRandomness, VerifierReason};
use switchboard_openai::{
    CallFailure, ClassifierMessage, ClassifierPrompt, ModelAnswer, OpenAi, OpenAiConfig, OpenGate, OrderLink,
    VerifierMessage, VerifierPrompt,
};
use switchboard_settings::values::llm::LlmWire;
use switchboard_settings::{Environment, Settings};

use crate::harness::Harness;
use crate::openai::MODEL;

const WIRES: [LlmWire; 2] = [LlmWire::Responses, LlmWire::ChatCompletions];

fn client(sim: &Harness, wire: LlmWire) -> OpenAi {
    let llm = Settings::defaults(Environment::Local).unwrap().llm;
    let key = Some(sim.running.openai_key.clone());
    let randomness = Arc::new(SeededRandomness::new(1));
    let config = OpenAiConfig::from_settings(&llm, true, key, Arc::clone(&sim.clock), randomness);
    OpenAi::new(OpenAiConfig { base_url: sim.running.openai_url(), wire, ..config }).unwrap()
}

fn question(text: &str) -> ClassifierPrompt {
    let message = ClassifierMessage {
        text,
        previous: Some("Thanks"),
        channel: ChannelClass::Email,
        order_link: OrderLink::Linked,
        has_attachments: false,
        is_first_message: true,
    };
    ClassifierPrompt::new(&message).unwrap()
}

async fn classify(sim: &Harness, wire: LlmWire, text: &str) -> ModelAnswer<Advice> {
    let deadline = sim.clock.now() + Millis::from_secs(60);
    client(sim, wire).classify(MODEL, &question(text), &OpenGate, deadline).await
}

#[tokio::test]
async fn messages_are_classified_and_their_identifiers_never_sent() {
    let sim = Harness::start().await;
    sim.email("x").await;
    for wire in WIRES {
        for (text, intent) in [
            ("Hi, where is my order #10442? My mail is ann@customer.example.", Intent::OrderStatusTracking),
            ("Por favor, quiero cancelar mi pedido", Intent::CancelOrder),
            ("My lawyer will contact you", Intent::LegalThreat),
            ("hm", Intent::UnknownOther),
        ] {
            let answer = classify(&sim, wire, text).await;
            let advice = answer.result.unwrap().advice;
            assert_eq!(advice.candidates[0].intent, intent, "{text}");
            let record = answer.record;
            assert_eq!((record.attempts, record.model_reported.as_deref()), (1, Some(MODEL)));
            let usage = record.usage.unwrap();
            assert!(usage.input > 1_000 && usage.output > 20, "{usage:?}");
        }
    }
    let (_, seen) = sim.raw(Method::GET, "/_sim/openai/requests", None).await;
    let seen = seen.to_string();
    assert!(seen.contains("[EMAIL]") && !seen.contains("ann@customer") && !seen.contains("10442"), "{seen}");
    assert_eq!(sim.violated(), [""; 0]);
}

#[tokio::test]
async fn order_facts_are_verified() {
    let sim = Harness::start().await;
    for (text, reason) in [
        ("Where is my order?", VerifierReason::Ok),
        ("Where is my order? Please cancel it.", VerifierReason::ConflictingIntent),
        ("Where is my order? I will sue you.", VerifierReason::EscalationPresent),
    ] {
        let message = VerifierMessage {
            text,
            channel: ChannelClass::Email,
            order_link: OrderLink::Linked,
            primary_intent: Intent::OrderStatusTracking,
        };
        let prompt = VerifierPrompt::new(&message).unwrap();
        let deadline = sim.clock.now() + Millis::from_secs(20);
        let answer = client(&sim, LlmWire::Responses).verify(MODEL, &prompt, &OpenGate, deadline).await;
        let advice = answer.result.unwrap().advice;
        assert_eq!((advice.reason_code, advice.allow_tier2), (reason, reason == VerifierReason::Ok), "{text}");
    }
    assert_eq!(sim.violated(), [""; 0]);
}

#[tokio::test]
async fn every_failure_class_on_both_wires() {
    use ModelFailure::*;
    let sim = Harness::accelerated(10).await;
    let table: &[(Value, ModelFailure, u32)] = &[
        (json!({"kind": "refuse"}), Refusal, 1),
        (json!({"kind": "content_filter"}), ContentFilter, 1),
        (json!({"kind": "truncate"}), Truncation, 1),
        (json!({"kind": "rate_limited", "retry_after_s": 1}), RateLimited, 2),
        (json!({"kind": "rate_limited", "retry_after_s": 60}), RateLimited, 1),
        (json!({"kind": "server_error"}), ServerError, 2),
        (json!({"kind": "server_error", "status": 502}), ServerError, 2),
        (json!({"kind": "reset"}), ServerError, 2),
        (json!({"kind": "failed"}), ServerError, 2),
        (json!({"kind": "unauthorized"}), Auth, 1),
        (json!({"kind": "forbidden"}), Auth, 1),
        (json!({"kind": "bad_request"}), BadRequest, 1),
        (json!({"kind": "not_found"}), BadRequest, 1),
        (json!({"kind": "other_model"}), ModelMismatch, 1),
        (json!({"kind": "invalid_json"}), SchemaInvalid, 1),
        (json!({"kind": "fenced"}), SchemaInvalid, 1),
        (json!({"kind": "prose"}), SchemaInvalid, 1),
        (json!({"kind": "two_objects"}), SchemaInvalid, 1),
        (json!({"kind": "duplicate_keys"}), SchemaInvalid, 1),
        (json!({"kind": "extra_property"}), SchemaInvalid, 1),
        (json!({"kind": "missing_property"}), SchemaInvalid, 1),
        (json!({"kind": "confidence_out_of_range"}), SchemaInvalid, 1),
        (json!({"kind": "unsorted_candidates"}), SchemaInvalid, 1),
        (json!({"kind": "wrong_type"}), SchemaInvalid, 1),
        (json!({"kind": "empty"}), SchemaInvalid, 1),
        (json!({"kind": "broken_utf8"}), SchemaInvalid, 1),
        (json!({"kind": "unknown_enum"}), UnknownEnum, 1),
    ];
    for wire in WIRES {
        for (quirk, failure, attempts) in table {
            sim.faults(json!({ "openai_quirk": quirk })).await;
            let answer = classify(&sim, wire, "Where is my order?").await;
            let got = answer.result.unwrap_err();
            assert_eq!((got, answer.record.attempts), (CallFailure::Model(*failure), *attempts), "{wire:?} {quirk}");
        }
    }
}

#[tokio::test]
async fn silence_and_dripping_end_in_a_timeout() {
    let sim = Harness::accelerated(10).await;
    for quirk in [json!({"kind": "stall"}), json!({"kind": "drip"})] {
        sim.faults(json!({ "openai_quirk": quirk })).await;
        let started = sim.clock.now();
        let answer = classify(&sim, LlmWire::Responses, "Where is my order?").await;
        assert_eq!(answer.result.unwrap_err(), CallFailure::Model(ModelFailure::Timeout), "{quirk}");
        assert!((sim.clock.now() - started).0 < 30_000);
    }
}
