//! Recorded outputs of a model go through the same gates.

use serde_json::{Value, json};
use switchboard_evaluation::{Metrics, Recorded};

use super::fixtures::{data, decision, evaluate, example, lines, verifier};

const TEXT: &str = "Hello, where is my order? I would like to know when it will arrive.";

fn line(id: &str, decision: Value, verifier: Value) -> Value {
    json!({"example_id": id, "decision": decision, "verifier": verifier, "model": "model-1", "input_tokens": 300,
        "output_tokens": 100, "cost_usd": 0.002, "latency_ms": 800})
}

#[test]
fn a_recording_decides_and_invalid_outputs_are_counted() {
    let ids = ["good", "bad", "worse", "none"];
    let data = data(&ids.map(|id| example(id, TEXT, "order_status_tracking", "TIER_2_VERIFIED")), json!({}));
    let mut unsorted = decision("order_status_tracking", 0.9);
    unsorted["candidates"] =
        json!([{"intent": "cancel_order", "confidence": 0.1}, {"intent": "damaged_item", "confidence": 0.8}]);
    let content = lines(&[
        line("good", decision("order_status_tracking", 0.97), verifier()),
        line("bad", decision("close_ticket", 0.97), verifier()),
        line("worse", unsorted, json!({"allow_tier2": "yes"})),
    ]);
    let recorded = Recorded::parse("outputs.jsonl", &content, &data).unwrap();
    let classes: Vec<_> =
        recorded.invalid().into_iter().map(|output| (output.example_id, output.error_class)).collect();
    let expected = [("bad", "unknown_enum"), ("worse", "schema_invalid"), ("worse", "schema_invalid")];
    assert_eq!(classes, expected.map(|(id, class)| (id.to_owned(), class)));

    let evaluation = evaluate(&data, Some(&recorded));
    assert!(evaluation.copies.iter().all(Vec::is_empty), "a recording knows no copies");
    let metrics = Metrics::of(&evaluation);
    assert_eq!((metrics.safety.schema_invalid.hits, metrics.safety.schema_invalid.n), (2, 3));
    assert_eq!(metrics.safety.missing_outputs, 1);
    assert_eq!((metrics.classification.accuracy.hits, metrics.verification.allowed.hits), (1, 1));
    assert_eq!(metrics.efficiency.tokens_per_message, Some(400.0));
    assert_eq!((metrics.efficiency.cost_per_1000, metrics.efficiency.latency_p95_ms), (Some(2.0), Some(800.0)));
}

#[test]
fn a_wrong_line_of_a_recording_is_named() {
    let data = data(&[example("a", TEXT, "order_status_tracking", "TIER_2_VERIFIED")], json!({}));
    for (line, message) in [
        (json!({"example_id": "b", "decision": {}}), "outputs.jsonl, line 1: example_id: no example"),
        (json!({"example_id": "a"}), "decision: required"),
        (json!({"example_id": "a", "decision": {}, "mood": 1}), "mood: unknown field"),
    ] {
        let error = Recorded::parse("outputs.jsonl", &lines(&[line]), &data).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let twice = json!({"example_id": "a", "decision": {}});
    assert!(Recorded::parse("outputs.jsonl", &lines(&[twice.clone(), twice]), &data).is_err());
}
