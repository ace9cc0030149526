//! The release gate on the committed evaluation sets: by the built-in classifier, and by recorded outputs of a model.
//!
//! `tests/evaluation/gate.json` lists, for each run, the gates that fail today with the worst value that may be seen, and
//! those for which there is too little data. Everything else must pass: a change that makes anything worse fails here,
//! and one that makes a gate pass must take its line out.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::harness::run;

const HELD_OUT: [&str; 8] = [
    "test.jsonl",
    "tier0.jsonl",
    "lookalikes.jsonl",
    "injection.jsonl",
    "privacy.jsonl",
    "attachment-only.jsonl",
    "out-of-scope.jsonl",
    "scenarios.jsonl",
];

/// Gates whose value is a rate of errors: less is better. More is better for all others.
#[rustfmt::skip]
const ERRORS: [&str; 12] = [
    "calibration", "calibration_tier2", "matching_wrong_orders", "noise_intents", "noise_safety", "policy_violations",
    "schema_invalid", "template_lint", "tier0_look_alikes", "tier0_misses", "tier2_false_positives", "unsafe_replies",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn path(relative: &str) -> String {
    root().join(relative).to_str().unwrap().to_owned()
}

fn gates(arguments: &[String]) -> Vec<Value> {
    let arguments: Vec<&str> =
        ["eval", "--format", "json"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    let ended = run(&arguments);
    assert!(matches!(ended.code, 0 | 1), "{}", ended.err);
    let printed: Value = serde_json::from_str(&ended.out).unwrap();
    printed["gates"].as_array().unwrap().clone()
}

fn is_as_expected(name: &str, gates: &[Value]) {
    let text = std::fs::read_to_string(root().join("tests/evaluation/gate.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let expected = &expected[name];
    let mut wrong = Vec::new();
    for gate in gates {
        let (id, status) = (gate["id"].as_str().unwrap(), gate["status"].as_str().unwrap());
        let fails = expected["fails"].get(id).and_then(Value::as_f64);
        let value = gate["value"].as_f64().unwrap_or(f64::NAN);
        let told = format!("{id}: {status} with {value}, n = {}", gate["n"]);
        match (status, fails) {
            ("pass", None) => {}
            ("pass", Some(_)) => wrong.push(format!("{told}: it passes now; take its line out")),
            ("not_applicable", _) => {}
            ("insufficient_data", _) if expected["no_data"].as_array().unwrap().iter().any(|other| other == id) => {}
            ("fail", Some(worst)) if ERRORS.contains(&id) == (value <= worst) || value == worst => {}
            _ => wrong.push(format!("{told}: worse than tests/evaluation/gate.json says")),
        }
    }
    assert!(gates.len() > 20 && wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn the_built_in_classifier_is_as_good_as_the_gate_file_says() {
    let mut arguments = vec!["--data".to_owned()];
    arguments.extend(HELD_OUT.map(|file| path(&format!("tests/evaluation/{file}"))));
    arguments.extend(["--training".to_owned(), path("shared/classify/training")]);
    arguments.extend(["--prompts".to_owned(), path("shared/openai/src/prompt")]);
    is_as_expected("built_in", &gates(&arguments));
}

#[test]
fn recorded_outputs_of_a_model_pass_the_gates() {
    let arguments = ["--data", "tests/evaluation/test.jsonl", "--recorded", "tests/evaluation/test.recorded.jsonl"]
        .map(|argument| if argument.starts_with("--") { argument.to_owned() } else { path(argument) });
    is_as_expected("recorded", &gates(&arguments));
}
