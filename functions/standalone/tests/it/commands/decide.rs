//! `decide` and `schema`: the contracts that need no data directory.

use serde_json::Value;

use super::harness::{run, run_with};

#[test]
fn cases_are_decided_in_order_and_bad_lines_answered_in_their_place() {
    let mut input = String::new();
    for i in 0..300 {
        input.push_str(&format!(
            "{{\"id\":\"{i}\",\"channel\":\"email\",\"text\":\"Please cancel my order #1000{i}\"}}\n\n"
        ));
    }
    let ended = run_with(&["decide", "--progress"], input.as_bytes(), &[]).must(0);
    assert_eq!(ended.err, "", "nothing of the progress bar on a pipe");
    let lines = ended.lines();
    assert!(
        lines.iter().enumerate().all(|(i, line)| line["id"].as_str() == Some(&i.to_string())) && lines.len() == 300
    );
    assert_eq!(lines[0]["primary_intent"], "cancel_order");
    for field in ["language", "confidence", "tags", "tier", "action", "reply", "order_match", "reasons"] {
        assert!(lines[0].get(field).is_some(), "{field}");
    }
    let mixed =
        run_with(&["decide"], b"{\"id\":\"x\"}\nnonsense\n{\"id\":\"1\",\"channel\":\"email\",\"text\":\"hi\"}", &[])
            .must(1);
    let lines = mixed.lines();
    assert_eq!((&lines[0]["id"], &lines[0]["error"]["code"]), (&"x".into(), &"missing_field".into()));
    assert_eq!((&lines[1]["id"], &lines[1]["error"]["code"]), (&Value::Null, &"invalid_json".into()));
    assert_eq!(lines[2]["id"], "1");
}

#[test]
fn neither_variables_nor_the_clock_change_a_decision() {
    let case = br#"{"id":"1","channel":"livechat","text":"Where is my order?"}"#;
    let plain = run_with(&["decide"], case, &[]).must(0);
    let variables = [("SWITCHBOARD_ENV", "prod"), ("SWITCHBOARD_POLICY_THRESHOLDS_ROUTE", "0.99")];
    assert_eq!(run_with(&["decide"], case, &variables).must(0).out, plain.out);
}

#[test]
fn cases_come_from_a_file_that_must_be_readable() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("cases.jsonl");
    std::fs::write(&file, b"{\"id\":\"f\",\"channel\":\"email\",\"text\":\"hello\"}\n").unwrap();
    assert_eq!(run(&["decide", "--input", file.to_str().unwrap()]).must(0).line()["id"], "f");
    run(&["decide", "--input", "/nowhere/cases.jsonl"]).fails(1, "help: check --input");
    run(&["decide", "--input", dir.path().to_str().unwrap()]).fails(1, "help: check --input");
    assert_eq!(run(&["decide"]).must(0).out, "");
}

#[test]
fn every_contract_is_a_json_document() {
    for (contract, needle) in [
        ("envelope", "switchboard.envelope.v1"),
        ("decision", "decision.v1"),
        ("verifier", "verifier.v1"),
        ("outcome", "outcome.v1"),
        ("event", "conversation_hash"),
        ("openapi", "/webhooks/richpanel"),
    ] {
        let ended = run(&["schema", contract]).must(0);
        let document: Value = serde_json::from_str(&ended.out).unwrap();
        assert!(document.is_object() && ended.out.contains(needle), "{contract}");
    }
}
