//! The table of cases: JSON lines, each a case with an `expect` object. Keys of `expect` are fields of the result, or:
//! `tags_include`, `tags_exclude`, `reasons_include`, `security_include` (lists), `reasons_end` (last code),
//! `reply_contains`, `reply_excludes` (texts), `order_match` (its listed fields), `classifier_starts`,
//! `tracking_number`, and `elapsed`, `late`, `bucket` of the estimate.

use serde_json::Value;
use switchboard_policy::case::{Case, run_case};
use switchboard_settings::{Environment, Settings};

/// Cases with recorded model outputs, or without any classification.
const RECORDED: [(&str, &str); 7] = [
    ("caps", include_str!("cases/caps.jsonl")),
    ("gates", include_str!("cases/gates.jsonl")),
    ("intents", include_str!("cases/intents.jsonl")),
    ("model", include_str!("cases/model.jsonl")),
    ("orders", include_str!("cases/orders.jsonl")),
    ("pending", include_str!("cases/pending.jsonl")),
    ("teams", include_str!("cases/teams.jsonl")),
];

/// Cases that the built-in classifier decides.
const BUILT_IN: [(&str, &str); 1] = [("built_in", include_str!("cases/built_in.jsonl"))];

#[test]
fn every_case_of_the_table_holds() {
    assert!(check(&RECORDED) >= 150);
}

#[test]
fn the_built_in_classifier_passes_the_same_gates() {
    assert!(check(&BUILT_IN) >= 8);
}

/// Runs all cases; how many there were.
fn check(files: &[(&str, &str)]) -> usize {
    let settings = Settings::defaults(Environment::Local).unwrap();
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, lines) in files {
        for line in lines.lines() {
            let mut case: Value = serde_json::from_str(line).unwrap();
            let expect = case.as_object_mut().unwrap().remove("expect").unwrap();
            let id = format!("{file}/{}", case["id"].as_str().unwrap());
            let case = Case::from_value(case).unwrap_or_else(|error| panic!("{id}: {error}"));
            let result = run_case(&case, &settings).unwrap_or_else(|error| panic!("{id}: {error}"));
            let result = serde_json::to_value(result).unwrap();
            count += 1;
            for (key, wanted) in expect.as_object().unwrap() {
                if let Some(got) = differs(&result, key, wanted) {
                    failures.push(format!("{id}: {key}: wanted {wanted}, got {got} (reasons {})", result["reasons"]));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    count
}

/// What was found in place of the expectation, if it does not hold.
fn differs(result: &Value, key: &str, wanted: &Value) -> Option<Value> {
    let list = |name: &str| result[name].as_array().unwrap();
    let texts = || wanted.as_array().unwrap().iter().map(|v| v.as_str().unwrap());
    let reply = result["reply"].as_str().unwrap_or_default();
    let (got, holds) = match key {
        "tags_include" => (&result["tags"], wanted.as_array().unwrap().iter().all(|t| list("tags").contains(t))),
        "tags_exclude" => (&result["tags"], !wanted.as_array().unwrap().iter().any(|t| list("tags").contains(t))),
        "reasons_include" => {
            (&result["reasons"], wanted.as_array().unwrap().iter().all(|t| list("reasons").contains(t)))
        }
        "security_include" => {
            (&result["security"], wanted.as_array().unwrap().iter().all(|t| list("security").contains(t)))
        }
        "reasons_end" => (&result["reasons"], list("reasons").last() == Some(wanted)),
        "reply_contains" => (&result["reply"], texts().all(|text| reply.contains(text))),
        "reply_excludes" => (&result["reply"], !texts().any(|text| reply.contains(text))),
        "classifier_starts" => (&result["classifier"], result["classifier"].as_str()?.starts_with(wanted.as_str()?)),
        "order_match" => {
            let fields = wanted.as_object().unwrap();
            (&result[key], fields.iter().all(|(name, value)| &result[key][name] == value))
        }
        "tracking_number" => (&result["tracking"], &result["tracking"]["number"] == wanted),
        "elapsed" | "late" | "bucket" => (&result["estimate"], &result["estimate"][key] == wanted),
        field => {
            let known = result.as_object().unwrap().contains_key(field);
            assert!(known, "{field} is no field of a result");
            (&result[field], &result[field] == wanted)
        }
    };
    (!holds).then(|| got.clone())
}
