//! Reading data: strict, and never repeating what customers wrote.

use serde_json::{Value, json};
use switchboard_evaluation::data::{DataError, DataSet, Source, TextUse, sidecar_name};
use switchboard_evaluation::leak::{Corpus, LeakKind};

use super::fixtures::{data, example, lines, sidecar, with};

fn read(content: &str, sidecar: Option<&str>) -> Result<DataSet, DataError> {
    let mut data = DataSet::default();
    data.add(Source { name: "tiny.jsonl", content, sidecar }).map(|()| data)
}

#[test]
fn a_wrong_line_is_named_with_file_line_and_field() {
    let good = || example("a", "hello", "unknown_other", "ROUTE_ONLY");
    #[rustfmt::skip]
    let rows = [
        (json!({"colour": 1}), "colour: unknown field"),
        (json!({"primary_intent": "secret words"}), "primary_intent: must be the name of an intent"),
        (json!({"tags": ["loud"]}), "tags: must be a list of the documented tags"),
        (json!({"secondary_intents": ["cancel_order", "cancel_order"]}), "secondary_intents: at most two"),
        (json!({"secondary_intents": ["unknown_other"]}), "secondary_intents: at most two"),
        (json!({"text": null}), "text: required"),
        (json!({"example_id": " "}), "example_id: must not be empty"),
    ];
    for (change, message) in rows {
        let content = lines(&[with(good(), json!({"example_id": "first"})), with(good(), change)]);
        let error = read(&content, None).unwrap_err().to_string();
        assert!(error.starts_with("tiny.jsonl, line 2: ") && error.contains(message), "{error}");
        assert!(!error.contains("secret") && !error.contains("hello"), "{error}");
    }
    let mut without = good();
    without.as_object_mut().unwrap().remove("template_id");
    assert!(read(&lines(&[without]), None).unwrap_err().to_string().contains("template_id: required"));
    assert_eq!(read("\n \n", None).unwrap_err(), DataError::Empty("tiny.jsonl".to_owned()));
}

#[test]
fn ids_are_unique_over_all_files() {
    let content = lines(&[example("a", "hello", "unknown_other", "ROUTE_ONLY")]);
    let mut data = read(&content, None).unwrap();
    let error = data.add(Source { name: "other.jsonl", content: &content, sidecar: None }).unwrap_err().to_string();
    assert!(error.contains("other.jsonl, line 1: example_id: occurs twice"), "{error}");
}

#[test]
fn a_group_stays_in_one_split() {
    let grouped =
        |id: &str| lines(&[with(example(id, "hello", "cancel_order", "ROUTE_ONLY"), json!({"group_id": "g"}))]);
    let (first, second) = (grouped("a"), grouped("b"));
    let add = |split: &str| {
        let mut data = read(&first, Some(&sidecar(&first, json!({"split": "dev"})))).unwrap();
        let sidecar = sidecar(&second, json!({"split": split}));
        data.add(Source { name: "other.jsonl", content: &second, sidecar: Some(&sidecar) })
    };
    assert_eq!(add("dev"), Ok(()));
    let error = add("test").unwrap_err().to_string();
    assert!(error.contains("the group of example b is divided between splits"), "{error}");
}

#[test]
fn a_sidecar_must_fit_its_file() {
    let content = lines(&[with(example("a", "hello", "cancel_order", "ROUTE_ONLY"), json!({"tags": ["short"]}))]);
    let fine = json!({"counts": {"total": 1, "by_intent": {"cancel_order": 1, "refund_request": 0}, "short": 1, "kappa": 0.9}});
    assert!(read(&content, Some(&sidecar(&content, fine))).unwrap().files[0].verified);
    #[rustfmt::skip]
    let rows = [
        (json!({"sha256": "00"}), "sha256: the file has "),
        (json!({"counts": 2}), "counts: the file has 1"),
        (json!({"counts": {"by_intent": {"cancel_order": 2}}}), "counts.by_intent.cancel_order: the file has 1"),
        (json!({"counts": {"short": 0}}), "counts.short: the file has 1"),
        (json!({"split": "exam"}), "split: must be train, dev, test or challenge"),
        (json!({"fold": "wide"}), "fold: must be narrow or broad"),
        (json!({"mood": 1}), "mood: unknown field"),
        (json!({"licence": null}), "licence: required"),
    ];
    for (change, message) in rows {
        let error = read(&content, Some(&sidecar(&content, change))).unwrap_err().to_string();
        assert!(error.starts_with("tiny.meta.json: ") && error.contains(message), "{error}");
    }
    assert_eq!(sidecar_name("a.b.jsonl"), "a.b.meta.json");
}

#[test]
fn only_invented_texts_may_be_shown() {
    let shown = |redaction: Value| {
        data(&[example("a", "hello", "cancel_order", "ROUTE_ONLY")], json!({"redaction": redaction})).files[0].text
    };
    assert_eq!(shown(json!("synthetic")), TextUse::Shown);
    assert_eq!(shown(json!({"kind": "synthetic"})), TextUse::Shown);
    assert_eq!(shown(json!("redacted")), TextUse::Withheld);
    assert_eq!(shown(json!("none")), TextUse::Withheld);
}

#[test]
fn scenarios_are_cases_with_at_least_one_expectation() {
    let scenario = |expect: Value| lines(&[json!({"id": "s", "channel": "email", "text": "hello", "expect": expect})]);
    assert_eq!(read(&scenario(json!({"action": "route_only"})), None).unwrap().scenarios.len(), 1);
    for (expect, message) in [
        (json!({}), "expect.(whole): checks nothing"),
        (json!({"mood": 1}), "expect.mood: unknown field"),
        (json!({"template_id": "t_none"}), "expect.template_id: must be a template id or null"),
        (json!({"order_match": {"who": 1}}), "expect.order_match.who: unknown field"),
        (json!({"tier": "TIER_9"}), "expect.tier: must be the name of a tier"),
    ] {
        let error = read(&scenario(expect), None).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let wrong = lines(&[json!({"id": "s", "channel": "email", "text": 1, "expect": {"close": false}})]);
    assert!(read(&wrong, None).unwrap_err().to_string().contains("line 1: text: must be a string"));
}

#[test]
fn only_held_out_examples_can_leak() {
    let mut corpus = Corpus::default();
    corpus.text("dev.jsonl, line 3", "please CANCEL my order, thanks");
    let held_out = |split: &str| {
        let text = "Please cancel my order — thanks!";
        corpus.leaks(&data(&[example("a", text, "cancel_order", "ROUTE_ONLY")], json!({"split": split})))
    };
    for split in ["test", "challenge"] {
        let leaks = held_out(split);
        assert_eq!((leaks[0].kind, leaks[0].place.as_str()), (LeakKind::Equal, "dev.jsonl, line 3"));
    }
    assert!(held_out("dev").is_empty() && held_out("train").is_empty());
}
