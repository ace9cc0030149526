//! Every way in which a call of the language model can go wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Harness};
use crate::openai::{MODEL, chat, responses, with_schema, written};

const QUESTION: &str = "Where is my order?";

async fn script(sim: &Harness, answers: Value) {
    let (status, body) = sim.raw(Method::POST, "/_sim/openai", Some(json!({ "answers": answers }))).await;
    assert_eq!(status, 200, "{body}");
}

/// The answer to a question under a quirk.
async fn under(sim: &Harness, quirk: Value) -> Answer {
    script(sim, json!([{ "quirk": quirk }])).await;
    sim.openai("/responses", &responses(QUESTION)).await
}

async fn chat_under(sim: &Harness, quirk: Value) -> Answer {
    script(sim, json!([{ "quirk": quirk }])).await;
    sim.openai("/chat/completions", &chat(QUESTION)).await
}

#[tokio::test]
async fn refusal_filter_and_cut_on_both_wires() {
    let sim = Harness::start().await;
    let refused = under(&sim, json!({"kind": "refuse"})).await.json();
    assert_eq!(
        (&refused["status"], &refused["output"][1]["content"][0]["type"]),
        (&json!("completed"), &json!("refusal"))
    );
    assert!(refused["output"][1]["content"][0]["refusal"].is_string());
    let refused = chat_under(&sim, json!({"kind": "refuse"})).await.json();
    let message = &refused["choices"][0]["message"];
    assert!(message["refusal"].is_string() && message["content"].is_null());
    let filtered = under(&sim, json!({"kind": "content_filter"})).await.json();
    assert_eq!(
        (&filtered["status"], &filtered["incomplete_details"]["reason"]),
        (&json!("incomplete"), &json!("content_filter"))
    );
    let filtered = chat_under(&sim, json!({"kind": "content_filter"})).await.json();
    assert_eq!(filtered["choices"][0]["finish_reason"], "content_filter");
    let failed = under(&sim, json!({"kind": "failed"})).await.json();
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!("server_error")));
    let failed = chat_under(&sim, json!({"kind": "failed"})).await.json();
    assert!(failed["error"]["message"].is_string() && failed.get("choices").is_none());
    let cut = under(&sim, json!({"kind": "truncate"})).await;
    assert_eq!(cut.json()["incomplete_details"]["reason"], "max_output_tokens");
    assert!(written(&cut).len() > 20 && serde_json::from_str::<Value>(&written(&cut)).is_err());
    let cut = chat_under(&sim, json!({"kind": "truncate"})).await;
    assert_eq!(cut.json()["choices"][0]["finish_reason"], "length");
    assert!(serde_json::from_str::<Value>(&written(&cut)).is_err());
    let silent = under(&sim, json!({"kind": "empty"})).await.json();
    assert_eq!((&silent["status"], silent["output"].as_array().unwrap().len()), (&json!("completed"), 1));
    assert_eq!(
        chat_under(&sim, json!({"kind": "empty"})).await.json()["choices"][0]["message"]["content"],
        Value::Null
    );
}

#[tokio::test]
async fn statuses_and_their_bodies() {
    let sim = Harness::start().await;
    for (quirk, status, kind, code) in [
        (json!({"kind": "insufficient_quota"}), 429, "insufficient_quota", json!("insufficient_quota")),
        (json!({"kind": "rate_limited"}), 429, "requests", json!("rate_limit_exceeded")),
        (json!({"kind": "server_error"}), 500, "server_error", Value::Null),
        (json!({"kind": "server_error", "status": 503}), 503, "server_error", Value::Null),
        (json!({"kind": "unauthorized"}), 401, "invalid_request_error", json!("invalid_api_key")),
        (json!({"kind": "forbidden"}), 403, "request_forbidden", json!("unsupported_country_region_territory")),
        (json!({"kind": "bad_request"}), 400, "invalid_request_error", Value::Null),
        (json!({"kind": "not_found"}), 404, "invalid_request_error", json!("model_not_found")),
    ] {
        let answer = under(&sim, quirk.clone()).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status, &error["type"], &error["code"]), (status, &json!(kind), &code), "{quirk}");
        assert_eq!(answer.header("retry-after"), None, "{quirk}");
    }
    let gateway = under(&sim, json!({"kind": "server_error", "status": 502})).await;
    assert_eq!((gateway.status, gateway.header("content-type")), (502, Some("text/html")));
    assert!(gateway.bytes.starts_with(b"<html>"));
    let waiting = under(&sim, json!({"kind": "rate_limited", "retry_after_s": 2})).await;
    assert_eq!((waiting.header("retry-after"), waiting.header("retry-after-ms")), (Some("2"), Some("2000")));
}

#[tokio::test]
async fn connections_that_break_stall_and_drip() {
    let sim = Harness::accelerated(10).await;
    let patient = Duration::from_secs(2);
    let call = |sim: &Harness| {
        let (url, key) = (format!("{}/responses", sim.running.openai_url()), sim.running.openai_key.expose());
        sim.http.post(url).bearer_auth(key).body(responses(QUESTION).to_string()).timeout(patient)
    };
    script(&sim, json!([{"quirk": {"kind": "reset"}}, {"quirk": {"kind": "stall"}}, {"quirk": {"kind": "half_body"}}]))
        .await;
    let cut = call(&sim).send().await.unwrap_err();
    assert!(!cut.is_timeout() && !cut.is_status(), "{cut:?}");
    assert!(call(&sim).send().await.unwrap_err().is_timeout());
    let half = call(&sim).send().await.unwrap();
    assert!(serde_json::from_slice::<Value>(&half.bytes().await.unwrap()).is_err());
    // One byte a second, ten times as fast: the headers come at once, the body does not end.
    script(&sim, json!([{"quirk": {"kind": "drip"}}, {"quirk": {"kind": "drip", "byte_ms": 0}}])).await;
    let dripping = call(&sim).send().await.unwrap();
    assert_eq!(dripping.status(), 200);
    assert!(dripping.bytes().await.unwrap_err().is_timeout());
    let whole = call(&sim).timeout(Duration::from_secs(20)).send().await.unwrap();
    assert_eq!(whole.json::<Value>().await.unwrap()["object"], "response");
}

#[tokio::test]
async fn a_slow_answer_comes_late_on_the_clock() {
    let sim = Harness::accelerated(100).await;
    let before = sim.clock.now();
    assert_eq!(under(&sim, json!({"kind": "slow", "ms": 10_000})).await.status, 200);
    assert!((sim.clock.now() - before).0 >= 10_000);
}

#[tokio::test]
async fn texts_that_are_no_single_object() {
    let sim = Harness::start().await;
    let right = written(&under(&sim, json!({"kind": "normal"})).await);
    assert!(serde_json::from_str::<Value>(&right).is_ok());
    for (kind, expected) in [
        ("invalid_json", right[..right.len() - 1].to_owned()),
        ("fenced", format!("```json\n{right}\n```")),
        ("two_objects", format!("{right}\n{right}")),
    ] {
        assert_eq!(written(&under(&sim, json!({ "kind": kind })).await), expected, "{kind}");
    }
    let prose = written(&under(&sim, json!({"kind": "prose"})).await);
    assert!(prose.contains(&right) && !prose.starts_with('{') && !prose.ends_with('}'));
    let twice = written(&under(&sim, json!({"kind": "duplicate_keys"})).await);
    let first = right.split('"').nth(1).unwrap();
    assert_eq!(twice.matches(&format!("\"{first}\":")).count(), right.matches(&format!("\"{first}\":")).count() + 1);
    assert_eq!(serde_json::from_str::<Value>(&twice).unwrap(), serde_json::from_str::<Value>(&right).unwrap());
    let exact = under(&sim, json!({"kind": "text", "text": "{\"a\": 1} "})).await;
    assert_eq!(written(&exact), "{\"a\": 1} ");
    let json = under(&sim, json!({"kind": "json", "value": {"a": [1, null]}})).await;
    assert_eq!(written(&json), "{\"a\":[1,null]}");
}

#[tokio::test]
async fn objects_that_break_the_schema() {
    let sim = Harness::start().await;
    let right: Value = serde_json::from_str(&written(&under(&sim, json!({"kind": "normal"})).await)).unwrap();
    let wrong = |kind: &'static str| {
        let sim = &sim;
        async move {
            let text = written(&under(sim, json!({ "kind": kind })).await);
            serde_json::from_str::<Value>(&text).unwrap()
        }
    };
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let extra = wrong("extra_property").await;
    assert_eq!(keys(&extra).difference(&keys(&right)).count(), 1);
    let missing = wrong("missing_property").await;
    assert_eq!(keys(&right).difference(&keys(&missing)).count(), 1);
    assert_eq!(wrong("confidence_out_of_range").await["candidates"][0]["confidence"], 1.5);
    let unsorted = wrong("unsorted_candidates").await["candidates"].clone();
    assert_eq!(unsorted.as_array().unwrap().len(), 2);
    assert!(unsorted[0]["confidence"].as_f64().unwrap() < unsorted[1]["confidence"].as_f64().unwrap());
    assert_ne!(unsorted[0]["intent"], unsorted[1]["intent"]);
    assert!(wrong("unknown_enum").await.to_string().contains("\"made_up_value\""));
    assert_eq!(wrong("wrong_type").await["force_human"], "true");
}

#[tokio::test]
async fn hostile_notes() {
    let sim = Harness::start().await;
    for (payload, part) in [
        ("instructions", "ignore your policy"),
        ("tags", "<script>"),
        ("urls", "https://evil.example"),
        ("control_characters", "\u{202e}"),
    ] {
        let answer = under(&sim, json!({"kind": "hostile_notes", "payload": payload})).await;
        let decision: Value = serde_json::from_str(&written(&answer)).unwrap();
        assert!(decision["notes_for_agent"].as_str().unwrap().contains(part), "{payload}");
        assert_eq!(decision["candidates"][0]["intent"], "order_status_tracking");
    }
    let huge = under(&sim, json!({"kind": "hostile_notes", "payload": "huge"})).await;
    assert!(huge.bytes.len() > 10_000_000);
}

#[tokio::test]
async fn wrong_labels() {
    let sim = Harness::start().await;
    assert_eq!(under(&sim, json!({"kind": "other_model"})).await.json()["model"], "gpt-4o-mini-2024-07-18");
    assert_eq!(under(&sim, json!({"kind": "other_model", "model": "x"})).await.json()["model"], "x");
    let html = under(&sim, json!({"kind": "wrong_content_type"})).await;
    assert_eq!((html.header("content-type"), &html.json()["model"]), (Some("text/html"), &json!(MODEL)));
    let broken = under(&sim, json!({"kind": "broken_utf8"})).await;
    assert!(std::str::from_utf8(&broken.bytes).is_err());
}

#[tokio::test]
async fn scripted_answers_wait_for_their_schema_and_then_the_switch_applies() {
    let sim = Harness::start().await;
    sim.faults(json!({"openai_quirk": {"kind": "forbidden"}})).await;
    script(
        &sim,
        json!([
            {"quirk": {"kind": "not_found"}, "schema": "other_v1"},
            {"quirk": {"kind": "bad_request"}, "times": 2},
        ]),
    )
    .await;
    let ask = || async { sim.openai("/responses", &responses(QUESTION)).await.status };
    assert_eq!([ask().await, ask().await, ask().await], [400, 400, 403]);
    let schema = json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false});
    assert_eq!(sim.openai("/responses", &with_schema(QUESTION, "other_v1", &schema)).await.status, 404);
    let report = sim.running.report();
    assert_eq!(report["openai"]["answers"], json!({"bad_request": 2, "forbidden": 1, "not_found": 1}));
    script(&sim, json!([{"quirk": {"kind": "refuse"}}])).await;
    let (_, waiting) = sim.raw(Method::GET, "/_sim/openai", None).await;
    assert_eq!(waiting, json!({"answers": [{"quirk": {"kind": "refuse"}, "times": 1}]}));
    assert_eq!(sim.raw(Method::DELETE, "/_sim/openai", None).await.1, json!({"answers": []}));
    sim.healthy().await;
    assert_eq!(ask().await, 200);
}

#[tokio::test]
async fn invalid_requests_use_up_no_scripted_answer() {
    let sim = Harness::start().await;
    script(&sim, json!([{"quirk": {"kind": "forbidden"}}])).await;
    assert_eq!(sim.openai("/responses", &json!({"model": MODEL})).await.status, 400);
    assert_eq!(sim.openai("/responses", &responses(QUESTION)).await.status, 403);
}

#[tokio::test]
async fn the_rates_of_all_vendors_apply() {
    let sim = Harness::start().await;
    for (faults, status) in [
        (json!({"error_rate": 1, "error_status": 503}), 503),
        (json!({"error_after_apply_rate": 1}), 500),
        (json!({"rate_429_rate": 1, "retry_after_s": 3}), 429),
        (json!({"error_rate": 1, "only_operations": ["openai.chat_completions"]}), 200),
        (json!({"openai_quirk": {"kind": "forbidden"}, "openai_quirk_rate": 0}), 200),
        (json!({"openai_quirk": {"kind": "forbidden"}, "only_operations": ["openai.chat_completions"]}), 200),
    ] {
        sim.faults(faults.clone()).await;
        let answer = sim.openai("/responses", &responses(QUESTION)).await;
        assert_eq!(answer.status, status, "{faults}");
        assert_eq!(answer.header("retry-after"), (status == 429).then_some("3"));
        sim.healthy().await;
    }
    for faults in [json!({"refuse_rate": 1}), json!({"lost_answer_rate": 1})] {
        sim.faults(faults).await;
        assert!(sim.try_openai("/responses", &responses(QUESTION)).await.is_err());
        sim.healthy().await;
    }
    sim.faults(json!({"truncate_rate": 1})).await;
    assert!(serde_json::from_slice::<Value>(&sim.openai("/responses", &responses(QUESTION)).await.bytes).is_err());
}

#[tokio::test]
async fn wrong_scripts_are_refused() {
    let sim = Harness::start().await;
    for body in [
        json!({}),
        json!({"answers": [{"quirk": {"kind": "dance"}}]}),
        json!({"answers": [{"quirk": {"kind": "refuse"}, "times": 0}]}),
        json!({"answers": [{"quirk": {"kind": "server_error", "status": 200}}]}),
        json!({"answers": [{"kind": "refuse"}]}),
    ] {
        assert_eq!(sim.raw(Method::POST, "/_sim/openai", Some(body.clone())).await.0, 400, "{body}");
    }
    assert_eq!(sim.raw(Method::GET, "/_sim/openai", None).await.1, json!({"answers": []}));
}
