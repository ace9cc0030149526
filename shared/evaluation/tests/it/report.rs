//! The files of a report.

use serde_json::{Value, json};
use switchboard_evaluation::data::DataSet;
use switchboard_evaluation::gates::{Circumstances, gates};
use switchboard_evaluation::report::Report;
use switchboard_evaluation::{Metrics, Provenance};
use switchboard_policy::PolicyConfig;

use super::fixtures::{data, evaluate, example, settings};

fn report(data: &DataSet, started_at: &str) -> Vec<(&'static str, String)> {
    let evaluation = evaluate(data, None);
    let metrics = Metrics::of(&evaluation);
    let settings = settings();
    let found = gates(&metrics, data, None, Circumstances::default());
    let provenance = Provenance::of("1.2.3", data, &settings, None, 1);
    let report = Report {
        evaluation: &evaluation,
        metrics: &metrics,
        gates: &found,
        comparison: None,
        thresholds: &PolicyConfig::from(&settings).thresholds,
        provenance: &Provenance { started_at: Some(started_at.to_owned()), ..provenance },
    };
    report.files().into_iter().map(|file| (file.name, file.content)).collect()
}

fn sample(redaction: &str) -> DataSet {
    let wrong = example("wrong", "Please cancel my <b>zebra</b> order.", "legal_threat", "TIER_0_ESCALATION");
    let right = example("right", "Please cancel my giraffe order.", "cancel_order", "TIER_1_SAFE_ASSIST");
    data(&[wrong, right], json!({"redaction": redaction}))
}

fn file<'a>(files: &'a [(&'static str, String)], name: &str) -> &'a str {
    &files.iter().find(|(found, _)| *found == name).unwrap().1
}

#[test]
fn equal_inputs_give_equal_metrics_and_everything_carries_its_origin() {
    let data = sample("synthetic");
    let (first, second) = (report(&data, "2026-01-15T15:00:00Z"), report(&data, "2026-01-16T15:00:00Z"));
    assert_eq!(file(&first, "metrics.json"), file(&second, "metrics.json"));
    assert_ne!(file(&first, "gates.json"), file(&second, "gates.json"));
    for (name, content) in &first {
        assert!(content.contains(&data.files[0].sha256), "{name}");
        assert_eq!(content.contains("2026-01-15T15:00:00Z"), *name != "metrics.json", "{name}");
        let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        match name.rsplit_once('.').unwrap().1 {
            "json" => assert!(parsed(content)["provenance"]["taxonomy"].is_string(), "{name}"),
            "jsonl" => assert!(content.lines().all(|line| parsed(line).is_object()), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn texts_are_written_only_where_the_data_allows_it() {
    for (redaction, shown) in [("synthetic", true), ("redacted", false)] {
        for (name, content) in report(&sample(redaction), "2026-01-15T15:00:00Z") {
            assert_eq!(content.contains("zebra"), shown && name == "errors.jsonl", "{name}");
            assert!(!content.contains("giraffe"), "{name}: what went right is not listed");
        }
    }
}

#[test]
fn the_page_needs_nothing_else_and_begins_with_the_verdict() {
    let files = report(&sample("synthetic"), "2026-01-15T15:00:00Z");
    let page = file(&files, "report.html");
    for outside in ["<script", "src=", "href=", "@import", "url(", "http"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("prefers-color-scheme:dark") && page.matches("<svg").count() == 2);
    let at = |needle: &str| page.find(needle).unwrap_or_else(|| panic!("{needle}"));
    let sections = ["Failed gates", "Intents", "Confusion", "Calibration", "Against the baseline", "Slices", "Data"];
    let order: Vec<String> = sections.iter().map(|title| format!("<h2>{title}")).collect();
    assert!(at("<h1>A hard gate failed") < at(&order[0]));
    assert!(order.windows(2).all(|pair| at(&pair[0]) < at(&pair[1])));
    for tag in ["section", "table", "svg", "div", "tr"] {
        let count = |start: &str| page.matches(start).count();
        let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
        assert_eq!(opened, count(&format!("</{tag}>")), "{tag}");
    }
}

#[test]
fn the_matrix_is_a_table_of_all_intents() {
    let files = report(&sample("synthetic"), "2026-01-15T15:00:00Z");
    let lines: Vec<&str> = file(&files, "confusion_matrix.csv").lines().collect();
    assert_eq!((lines.len(), lines[0].split(',').count()), (27, 26));
    let sum: u32 =
        lines[1..26].iter().flat_map(|line| line.split(',').skip(1)).map(|n| n.parse::<u32>().unwrap()).sum();
    assert_eq!(sum, 2);
}
