//! Small data, built by code.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use switchboard_evaluation::data::{DataSet, Source};
use switchboard_evaluation::{Evaluation, Evaluator, Recorded};
use switchboard_settings::{Environment, Settings};

/// A labelled message with defaults for everything but these.
pub(super) fn example(id: &str, text: &str, intent: &str, tier_max: &str) -> Value {
    json!({
        "example_id": id, "group_id": null, "channel": "email", "subject": null, "text": text,
        "primary_intent": intent, "secondary_intents": [], "destination_team": null, "tier_max": tier_max,
        "template_id": null, "deterministic_match_possible": "UNKNOWN", "language": "en", "tags": [],
        "expected_order_number": null, "notes": "",
    })
}

pub(super) fn with(mut value: Value, changes: Value) -> Value {
    let (Some(fields), Value::Object(changes)) = (value.as_object_mut(), changes) else { panic!("objects") };
    fields.extend(changes);
    value
}

pub(super) fn lines(values: &[Value]) -> String {
    values.iter().map(|value| value.to_string() + "\n").collect()
}

/// A sidecar that fits the content.
pub(super) fn sidecar(content: &str, changes: Value) -> String {
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(content.as_bytes()));
    let sidecar = json!({
        "name": "tiny", "version": "1.0.0", "licence": "Apache-2.0", "created": "2026-01-15", "split": "test",
        "label_scheme": "taxonomy.v1", "language": "en", "counts": content.lines().count(), "sha256": sha256,
        "provenance": "written for a test", "redaction": "synthetic",
    });
    with(sidecar, changes).to_string()
}

pub(super) fn data(values: &[Value], changes: Value) -> DataSet {
    let content = lines(values);
    let sidecar = sidecar(&content, changes);
    let mut data = DataSet::default();
    data.add(Source { name: "tiny.jsonl", content: &content, sidecar: Some(&sidecar) }).unwrap();
    data
}

pub(super) fn settings() -> Settings {
    Settings::defaults(Environment::Local).unwrap()
}

pub(super) fn evaluate<'a>(data: &'a DataSet, recorded: Option<&'a Recorded>) -> Evaluation<'a> {
    let settings = settings();
    let evaluator = Evaluator::new(&settings, recorded, 1);
    Evaluation {
        data,
        runs: data.examples.iter().map(|e| evaluator.example(e).unwrap()).collect(),
        copies: data.examples.iter().map(|e| evaluator.copies(e).unwrap()).collect(),
        scenarios: data.scenarios.iter().map(|s| evaluator.scenario(s).unwrap()).collect(),
        recorded,
        seed: 1,
    }
}

/// A valid answer of a model that names one intent.
pub(super) fn decision(intent: &str, confidence: f64) -> Value {
    json!({
        "schema_version": "decision.v1", "language": "en", "candidates": [{"intent": intent, "confidence": confidence}],
        "proposed_tier": "TIER_2_VERIFIED", "risk_flags": [], "force_human": false, "privacy_request": false,
        "injection_suspected": false, "preorder_mentioned": false, "clarifying_questions": [], "notes_for_agent": "",
    })
}

/// A valid answer of a verifier that allows order facts.
pub(super) fn verifier() -> Value {
    json!({
        "schema_version": "verifier.v1", "allow_tier2": true, "confidence": 0.95,
        "downgrade_to_tier": "TIER_1_SAFE_ASSIST", "reason_code": "OK", "notes": "",
    })
}
