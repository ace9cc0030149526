//! `eval`: data in, report and verdict out.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::harness::{Ended, run};

/// A message about a cancellation, labelled rightly.
fn example(id: &str, text: &str) -> Value {
    json!({
        "example_id": id, "group_id": null, "channel": "email", "subject": null, "text": text,
        "primary_intent": "cancel_order", "secondary_intents": [], "destination_team": null,
        "tier_max": "TIER_1_SAFE_ASSIST", "template_id": null, "deterministic_match_possible": "NO", "language": "en",
        "tags": [], "expected_order_number": null,
    })
}

fn scenario(id: &str, action: &str) -> Value {
    json!({"id": id, "channel": "email", "text": "Please cancel my order.", "expect": {"action": action}})
}

fn lines(values: &[Value]) -> String {
    values.iter().map(|value| value.to_string() + "\n").collect()
}

fn put(dir: &Path, name: &str, content: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn eval(args: &[&str]) -> Ended {
    run(&[&["eval"], args].concat())
}

/// The status of a gate in the printed JSON.
fn status(ended: &Ended, id: &str) -> String {
    let printed: Value = serde_json::from_str(&ended.out).unwrap();
    let gates = printed["gates"].as_array().unwrap();
    gates.iter().find(|gate| gate["id"] == id).unwrap()["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_run_writes_its_report_and_repeats_its_metrics() {
    let dir = tempfile::tempdir().unwrap();
    let messages: Vec<_> = (0..40).map(|i| example(&format!("c{i}"), "Please cancel my order today.")).collect();
    let data = put(dir.path(), "tiny.jsonl", &lines(&messages));
    let cases = put(dir.path(), "scenarios.jsonl", &lines(&[scenario("s", "send_template")]));
    let report = dir.path().join("out/report");
    let again = dir.path().join("out/again");
    let text = eval(&["--data", &data, &cases, "--report", report.to_str().unwrap()]).must(0);
    assert!(text.out.contains("Verdict: no hard gate failed") && text.out.contains("macro F1"), "{}", text.out);
    assert_eq!(text.err.matches("has no sidecar").count(), 2, "{}", text.err);
    eval(&["--data", &data, &cases, "--report", again.to_str().unwrap()]).must(0);
    for name in [
        "metrics.json",
        "confusion_matrix.csv",
        "tier0_report.json",
        "tier2_report.json",
        "calibration.json",
        "errors.jsonl",
        "invalid_outputs.jsonl",
        "gates.json",
        "report.html",
        "run.json",
    ] {
        assert!(fs::metadata(report.join(name)).unwrap().len() > 0, "{name}");
    }
    let metrics = |folder: &Path| fs::read(folder.join("metrics.json")).unwrap();
    assert_eq!(metrics(&report), metrics(&again));
    let json = eval(&["--data", &data, &cases, "--format", "json"]).must(0);
    assert_eq!(json.line()["headline"]["accuracy"]["n"], 40);
    assert_eq!(
        (status(&json, "macro_f1").as_str(), status(&json, "tier0_misses").as_str()),
        ("pass", "insufficient_data")
    );
    eval(&["--data", &data, &cases, "--require-all"]).must(1);
}

#[test]
fn a_failed_hard_gate_is_exit_code_1() {
    let dir = tempfile::tempdir().unwrap();
    let cases = put(dir.path(), "scenarios.jsonl", &lines(&[scenario("s", "route_only")]));
    let ended = eval(&["--data", &cases, "--format", "json"]).must(1);
    assert_eq!(status(&ended, "scenarios"), "fail");
}

#[test]
fn wrong_data_and_usage_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = example("a", "hello secret");
    wrong["mood"] = json!("secret");
    let data = put(dir.path(), "wrong.jsonl", &lines(&[wrong]));
    let ended = eval(&["--data", &data]).fails(1, "wrong.jsonl, line 1: mood: unknown field");
    assert!(!ended.err.contains("secret"));
    eval(&["--data", "/nowhere.jsonl"]).fails(1, "check --data");
    eval(&[]).must(2);
    let data = put(dir.path(), "fine.jsonl", &lines(&[example("a", "hello")]));
    put(dir.path(), "fine.meta.json", "{}");
    eval(&["--data", &data]).fails(1, "fine.meta.json: ");
}

#[test]
fn held_out_examples_in_training_text_or_prompts_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let messages = [example("a", "Please cancel my order today!"), example("b", "My diffuser arrived in pieces.")];
    let data = put(dir.path(), "held.jsonl", &lines(&messages));
    let training = dir.path().join("training");
    fs::create_dir_all(training.join("messages")).unwrap();
    put(&training, "cancel_order.txt", "# a comment\nplease stop {my|the} order {now|}\n");
    put(&training, "dev.jsonl", "{\"intent\":\"cancel_order\",\"text\":\"Forget the whole thing\"}\n");
    put(&training, "messages/cancel_order.txt", "[+refund_request] Stop it at once, please.\n");
    let training = training.to_str().unwrap();
    eval(&["--data", &data, "--training", training]).must(0);
    put(Path::new(training), "messages/cancel_order.txt", "[@livechat] please cancel my ORDER today\n");
    let refused = eval(&["--data", &data, "--training", training]).fails(3, "1 held-out example");
    assert!(refused.err.contains("a (cancel_order.txt, line 1)") && !refused.err.contains("cancel my"), "{refused:?}");
    put(Path::new(training), "messages/cancel_order.txt", "");
    put(Path::new(training), "damaged_item.txt", "my <item> {came|arrived} {broken|in pieces}\n");
    eval(&["--data", &data, "--training", training]).fails(3, "b (damaged_item.txt, line 1)");
    let prompt = put(dir.path(), "prompt.md", "An example:\n\nPlease cancel my order today\n");
    eval(&["--data", &data, "--prompts", &prompt]).fails(3, "a (prompt.md, line 3)");
}

#[test]
fn a_baseline_is_written_on_demand_and_compared_with() {
    let dir = tempfile::tempdir().unwrap();
    let messages: Vec<_> = (0..40).map(|i| example(&format!("c{i}"), "Please cancel my order today.")).collect();
    let content = lines(&messages);
    let data = put(dir.path(), "tiny.jsonl", &content);
    let baseline = dir.path().join("baseline.json");
    let file = baseline.to_str().unwrap();
    eval(&["--data", &data, "--write-baseline", file]).fails(3, "needs confirmed data");
    assert!(!baseline.exists());
    let sidecar = json!({
        "name": "tiny", "version": "1", "licence": "Apache-2.0", "created": "2026-01-15", "split": "test",
        "label_scheme": "taxonomy.v1", "language": "en", "counts": 40, "provenance": "written for a test",
        "redaction": "synthetic", "sha256": switchboard_domain::keys::fingerprint(&content),
    });
    put(dir.path(), "tiny.meta.json", &sidecar.to_string());
    eval(&["--data", &data, "--write-baseline", file]).must(0);
    let compared = eval(&["--data", &data, "--baseline", file, "--format", "json"]).must(0);
    assert_eq!(status(&compared, "baseline_accuracy"), "pass");
    let other = put(dir.path(), "other.jsonl", &lines(&[example("z", "Please cancel my order.")]));
    eval(&["--data", &other, "--baseline", file]).fails(2, "no example in common");
    let broken = put(dir.path(), "broken.json", "{}");
    eval(&["--data", &data, "--baseline", &broken]).fails(1, "not a baseline");
}

#[test]
fn recorded_outputs_are_judged_by_the_same_gates() {
    let dir = tempfile::tempdir().unwrap();
    let data = put(dir.path(), "tiny.jsonl", &lines(&[example("a", "Please cancel my order today.")]));
    let outputs = put(dir.path(), "outputs.jsonl", "{\"example_id\":\"a\",\"decision\":{\"secret\":1}}\n");
    let report = dir.path().join("report");
    let args = ["--data", &data, "--recorded", &outputs, "--report", report.to_str().unwrap(), "--format", "json"];
    let ended = eval(&args).must(1);
    assert_eq!(status(&ended, "schema_invalid"), "fail");
    let invalid = fs::read_to_string(report.join("invalid_outputs.jsonl")).unwrap();
    assert!(invalid.contains("\"error_class\":\"schema_invalid\"") && !invalid.contains("secret"), "{invalid}");
}
