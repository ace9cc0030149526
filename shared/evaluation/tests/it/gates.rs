//! Gates and the comparison with a baseline.

use serde_json::{Value, json};
use switchboard_evaluation::baseline::Baseline;
use switchboard_evaluation::data::DataSet;
use switchboard_evaluation::gates::{Circumstances, Gate, Kind, Release, Status, Verdict, gates};
use switchboard_evaluation::{Metrics, Provenance, Recorded};

use super::fixtures::{data, decision, evaluate, example, lines, settings};

fn cancellations(count: usize) -> DataSet {
    let one =
        |i: usize| example(&format!("c{i}"), "Please cancel my order today.", "cancel_order", "TIER_1_SAFE_ASSIST");
    data(&(0..count).map(one).collect::<Vec<_>>(), json!({}))
}

fn gate<'a>(gates: &'a [Gate], id: &str) -> &'a Gate {
    gates.iter().find(|gate| gate.id == id).unwrap()
}

#[test]
fn too_few_examples_neither_pass_nor_fail() {
    let data = cancellations(29);
    let found = gates(&Metrics::of(&evaluate(&data, None)), &data, None, Circumstances::default());
    assert_eq!(gate(&found, "macro_f1").status, Status::InsufficientData);
    assert_eq!(gate(&found, "tier0_misses").status, Status::InsufficientData);
    assert_eq!(gate(&found, "schema_invalid").status, Status::NotApplicable);
    assert_eq!(Verdict::of(&found), Verdict::Incomplete);
    let data = cancellations(30);
    let found = gates(&Metrics::of(&evaluate(&data, None)), &data, None, Circumstances::default());
    let macro_f1 = gate(&found, "macro_f1");
    assert_eq!((macro_f1.status, macro_f1.n, macro_f1.value), (Status::Pass, 30, Some(1.0)));
}

#[test]
fn one_case_is_enough_to_fail_a_count_of_zero() {
    let missed = example("m", "Please cancel my order today.", "legal_threat", "TIER_0_ESCALATION");
    let data = data(&[missed], json!({}));
    let found = gates(&Metrics::of(&evaluate(&data, None)), &data, None, Circumstances::default());
    for id in ["tier0_misses", "unsafe_replies"] {
        let gate = gate(&found, id);
        assert_eq!((gate.status, gate.n, gate.kind), (Status::Fail, 1, Kind::Hard), "{id}");
        assert!(gate.detail.starts_with("1 of 1, upper bound") && gate.detail.ends_with(": m"), "{}", gate.detail);
    }
    assert_eq!(Verdict::of(&found), Verdict::Fail);
}

#[test]
fn calibration_is_hard_only_before_order_facts() {
    let data = cancellations(30);
    let metrics = Metrics::of(&evaluate(&data, None));
    let kind =
        |release| gate(&gates(&metrics, &data, None, Circumstances { release, compared_texts: 0 }), "calibration").kind;
    assert_eq!((kind(Release::Routing), kind(Release::OrderFacts)), (Kind::Soft, Kind::Hard));
}

#[test]
fn a_comparison_with_training_text_that_was_not_made_is_told() {
    let data = cancellations(1);
    let metrics = Metrics::of(&evaluate(&data, None));
    let status = |compared_texts| {
        let circumstances = Circumstances { compared_texts, ..Circumstances::default() };
        gate(&gates(&metrics, &data, None, circumstances), "leaks").status
    };
    assert_eq!((status(0), status(7)), (Status::InsufficientData, Status::Pass));
}

fn recording(data: &DataSet, wrong: usize) -> Recorded {
    let output = |(i, e): (usize, &switchboard_evaluation::data::Example)| {
        let intent = if i < wrong { "refund_request" } else { "cancel_order" };
        json!({"example_id": e.id, "decision": decision(intent, 0.95)})
    };
    let content = lines(&data.examples.iter().enumerate().map(output).collect::<Vec<Value>>());
    Recorded::parse("outputs.jsonl", &content, data).unwrap()
}

#[test]
fn a_run_is_held_against_the_baseline_example_by_example() {
    let data = cancellations(100);
    let settings = settings();
    let right = recording(&data, 0);
    let evaluation = evaluate(&data, Some(&right));
    let provenance = Provenance::of("1.2.3", &data, &settings, Some(&right), 1);
    let text = Baseline::of(&evaluation, &Metrics::of(&evaluation), &provenance).to_text();
    let released = Baseline::parse(&text).unwrap();
    let compare = |wrong: usize| {
        let recorded = recording(&data, wrong);
        let evaluation = evaluate(&data, Some(&recorded));
        let metrics = Metrics::of(&evaluation);
        let provenance = Provenance::of("1.2.4", &data, &settings, Some(&recorded), 1);
        let comparison = released.compare(&evaluation, &metrics, &provenance).unwrap();
        let found = gates(&metrics, &data, Some(&comparison), Circumstances::default());
        let statuses = ["baseline_accuracy", "baseline_intents"].map(|id| gate(&found, id).status);
        (statuses, comparison)
    };
    // Two of a hundred are within the margin of 0.02, three are not.
    let (statuses, comparison) = compare(2);
    assert_eq!(statuses, [Status::Pass, Status::Pass]);
    assert_eq!((comparison.only_ours, comparison.only_theirs, comparison.mcnemar_p), (0, 2, 0.5));
    let (statuses, comparison) = compare(8);
    assert_eq!(statuses, [Status::Fail, Status::Fail]);
    assert!((comparison.difference.accuracy.value + 0.08).abs() < 1e-9 && comparison.mcnemar_p < 0.01);
    assert_eq!(comparison.common, 100);
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    assert!(Baseline::parse("{}").unwrap_err().to_string().contains("not a baseline"));
}
