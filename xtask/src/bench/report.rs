//! The report file and its tables.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Name;
use super::number::written;
use crate::process::root;

const SCHEMA: &str = "switchboard.bench.v1";

fn file() -> PathBuf {
    root().join("target/bench/report.json")
}

/// The report of earlier runs, or an empty one.
pub(super) fn read() -> Value {
    let kept: Option<Value> = fs::read_to_string(file()).ok().and_then(|text| serde_json::from_str(&text).ok());
    kept.filter(|report| report["schema"] == SCHEMA).unwrap_or_else(|| json!({"schema": SCHEMA, "benchmarks": {}}))
}

pub(super) fn write(report: &Value) -> Result<(), String> {
    let file = file();
    let folder = file.parent().ok_or("the report needs a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, format!("{report:#}\n")))
        .map_err(|error| format!("target/bench/report.json cannot be written: {error}"))
}

/// Name and report of each benchmark that was measured, in their order.
pub(super) fn benchmarks(report: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    Name::ALL.into_iter().filter_map(|name| Some((name.as_str(), report["benchmarks"].get(name.as_str())?)))
}

/// One row a figure: name, median with unit, range, repetitions, target, whether it is reached.
pub(super) fn rows(benchmark: &Value) -> Vec<[String; 6]> {
    benchmark["figures"].as_array().into_iter().flatten().map(row).collect()
}

fn row(figure: &Value) -> [String; 6] {
    let number = |name: &str| figure[name].as_f64().unwrap_or(0.0);
    let unit = match figure["unit"].as_str().unwrap_or_default() {
        "1" => "",
        unit => unit,
    };
    let range = match figure["repetitions"].as_u64() {
        Some(0 | 1) | None => String::new(),
        Some(_) => format!("{} to {}", written(number("min")), written(number("max"))),
    };
    let (target, met) = match (figure["target"]["at_most"].as_f64(), figure["target"]["at_least"].as_f64()) {
        (Some(limit), _) => (format!("≤ {}", written(limit)), verdict(figure, number("median") / limit)),
        (_, Some(limit)) => (format!("≥ {}", written(limit)), verdict(figure, limit / number("median"))),
        _ => (String::new(), String::new()),
    };
    [
        figure["name"].as_str().unwrap_or_default().to_owned(),
        format!("{} {unit}", written(number("median"))).trim_end().to_owned(),
        range,
        figure["repetitions"].to_string(),
        target,
        met,
    ]
}

/// `off` is how many times the target is missed by.
fn verdict(figure: &Value, off: f64) -> String {
    if figure["met"] == true { "reached".to_owned() } else { format!("**missed** by {} x", written(off)) }
}

/// All figures as aligned text.
pub(super) fn table(report: &Value) -> String {
    let mut text = String::new();
    for (name, benchmark) in benchmarks(report) {
        let quick = if benchmark["quick"] == true { "  (quick run: not to be quoted)" } else { "" };
        let _ = writeln!(text, "{name}{quick}");
        for [what, median, range, _, target, met] in rows(benchmark) {
            let line = format!("  {what:44} {median:>16}  {range:24} {target:10} {}", met.replace("**", ""));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_target_and_miss() {
        let figure = |median: f64, target: Value, met: Value| {
            json!({"name": "f", "unit": "us", "median": median, "min": 1.0, "max": 9.0, "repetitions": 3,
                "target": target, "met": met})
        };
        let cells = row(&figure(300.0, json!({"at_most": 200.0}), json!(false)));
        assert_eq!(cells, ["f", "300 us", "1.00 to 9.00", "3", "≤ 200", "**missed** by 1.50 x"].map(str::to_owned));
        let cells = row(&figure(4000.0, json!({"at_least": 3000.0}), json!(true)));
        assert_eq!(cells[4..], ["≥ 3,000".to_owned(), "reached".to_owned()]);
        let cells = row(&figure(1.0, Value::Null, Value::Null));
        assert_eq!(cells[4..], [String::new(), String::new()]);
    }

    #[test]
    fn the_table_holds_what_was_measured_in_order() {
        let one = json!({"figures": [{"name": "n", "unit": "1", "median": 1.0, "repetitions": 1}], "quick": true});
        let report = json!({"benchmarks": {"simulation": one, "decision": one, "unheard_of": one}});
        let names: Vec<_> = benchmarks(&report).map(|(name, _)| name).collect();
        assert_eq!(names, ["decision", "simulation"]);
        assert!(table(&report).starts_with("decision  (quick run"));
    }
}
