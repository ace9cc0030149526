//! The figures in `docs/benchmarks.md`: written between two marks, together with the report that they come from, so that
//! a table that was edited by hand is found.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use super::report;
use crate::bench::machine;
use crate::process::{root, say};

const DOCUMENT: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- figures: begin (written by `cargo xtask bench --write-docs`; do not edit) -->\n";
const END: &str = "<!-- figures: end -->";
const DATA_BEGIN: &str = "```json\n";
const DATA_END: &str = "\n```\n";

/// Replaces the figures of the document by those of the report; what the report lacks stays as it was.
pub(super) fn write(report: &Value) -> Result<(), String> {
    let quick: Vec<_> = report::benchmarks(report).filter(|(_, b)| b["quick"] == true).map(|(name, _)| name).collect();
    if !quick.is_empty() {
        let names = quick.join(" ");
        return Err(format!("figures of a quick run are not for the document; run `cargo xtask bench {names}` first"));
    }
    let text = read()?;
    let (before, figures, after) = parts(&text)?;
    let report = overlaid(data(figures).unwrap_or_default(), report);
    let written = format!("{before}{BEGIN}{}{END}{after}", render(&report));
    fs::write(root().join(DOCUMENT), written).map_err(|error| format!("{DOCUMENT} cannot be written: {error}"))?;
    say(&format!("figures written to {DOCUMENT}"));
    Ok(())
}

/// Whether the tables are those of the report beside them.
pub(super) fn check() -> Result<(), String> {
    consistent(&read()?)?;
    say(&format!("the figures of {DOCUMENT} are those of its report"));
    Ok(())
}

fn read() -> Result<String, String> {
    fs::read_to_string(root().join(DOCUMENT)).map_err(|error| format!("{DOCUMENT} cannot be read: {error}"))
}

/// The report of another machine or day, with these benchmarks in place of its own.
fn overlaid(mut kept: Value, report: &Value) -> Value {
    kept["schema"] = report["schema"].clone();
    for (name, benchmark) in report::benchmarks(report) {
        kept["benchmarks"][name] = benchmark.clone();
    }
    kept
}

/// The report beside the tables.
fn data(figures: &str) -> Result<Value, String> {
    let data = figures.split_once(DATA_BEGIN).and_then(|(_, rest)| rest.split_once(DATA_END));
    let (data, _) = data.ok_or_else(|| format!("{DOCUMENT} holds no report; run `cargo xtask bench --write-docs`"))?;
    serde_json::from_str(data).map_err(|error| format!("{DOCUMENT}: its report: {error}"))
}

fn consistent(text: &str) -> Result<(), String> {
    let (_, figures, _) = parts(text)?;
    let report = data(figures)?;
    if render(&report) == figures {
        Ok(())
    } else {
        Err(format!("the tables of {DOCUMENT} are not what its report says; run `cargo xtask bench --write-docs`"))
    }
}

fn parts(text: &str) -> Result<(&str, &str, &str), String> {
    let marks = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (figures, after) = rest.split_once(END)?;
        Some((before, figures, after))
    });
    marks.ok_or_else(|| format!("{DOCUMENT} has no marks for the figures: {} … {END}", BEGIN.trim_end()))
}

fn render(report: &Value) -> String {
    let mut text = String::new();
    for (name, benchmark) in report::benchmarks(report) {
        let command = benchmark["command"].as_str().unwrap_or_default();
        let _ = write!(text, "\n### {name}\n\n`{command}`: {}.\n\n", machine::describe(&benchmark["machine"]));
        if let Some(facts) = benchmark["facts"].as_object() {
            let facts: Vec<String> = facts.iter().map(|(name, value)| fact(name, value)).collect();
            let _ = write!(text, "{}.\n\n", facts.join("; "));
        }
        if let Some(missing) = benchmark["missing_peer"].as_str() {
            let _ = write!(text, "No peer: {missing}.\n\n");
        }
        text.push_str(
            "| figure | median | min to max | repetitions | target | |\n| --- | --- | --- | --- | --- | --- |\n",
        );
        for cells in report::rows(benchmark) {
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    let _ =
        write!(text, "\n<details><summary>The report</summary>\n\n{DATA_BEGIN}{report:#}{DATA_END}\n</details>\n\n");
    text
}

fn fact(name: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("{} {value}", name.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> String {
        let figure = json!({"name": "runs", "unit": "1/s", "median": 12_345.0, "min": 1.0, "max": 2.0, "repetitions": 3,
            "target": {"at_least": 10_000.0}, "met": true});
        let benchmark = json!({"command": "c", "machine": {"cores": 2}, "facts": {"seeds": 5}, "figures": [figure],
            "missing_peer": null});
        format!("# T\n\n{BEGIN}{}{END}\nrest", render(&json!({"benchmarks": {"simulation": benchmark}})))
    }

    #[test]
    fn a_written_document_is_consistent_and_an_edited_number_is_found() {
        let text = document();
        assert!(text.contains("| runs | 12,345 1/s | 1.00 to 2.00 | 3 | ≥ 10,000 | reached |"), "{text}");
        consistent(&text).unwrap();
        consistent(&text.replacen("12,345", "12,346", 1)).unwrap_err();
    }

    #[test]
    fn what_was_not_measured_again_stays() {
        let benchmark = |value: f64| json!({"figures": [{"median": value}]});
        let kept = json!({"schema": "s", "benchmarks": {"decision": benchmark(1.0), "recovery": benchmark(2.0)}});
        let fresh = json!({"schema": "s", "benchmarks": {"recovery": benchmark(3.0)}});
        let both = json!({"schema": "s", "benchmarks": {"decision": benchmark(1.0), "recovery": benchmark(3.0)}});
        assert_eq!(overlaid(kept, &fresh), both);
        assert_eq!(overlaid(Value::Null, &fresh), fresh);
    }

    #[test]
    fn a_document_without_marks_or_report_is_told() {
        assert!(consistent("# T").unwrap_err().contains("marks"));
        assert!(consistent(&format!("{BEGIN}{END}")).unwrap_err().contains("no report"));
    }

    #[test]
    fn the_committed_document_is_consistent() {
        consistent(&read().unwrap()).unwrap();
    }
}
