//! What is printed: the verdict, gates and headline numbers.

use std::path::Path;

use serde_json::{Value, json};
use switchboard_evaluation::gates::{Gate, Kind, Status};
use switchboard_evaluation::report::Report;
use switchboard_evaluation::statistics::{Interval, Proportion};

use super::run::Timing;
use crate::output;

pub(super) fn json(report: &Report<'_>) -> Value {
    let metrics = report.metrics;
    json!({
        "verdict": report.verdict(),
        "gates": report.gates,
        "headline": {
            "basis": metrics.basis,
            "examples": metrics.examples,
            "scenarios": metrics.scenarios.passed,
            "accuracy": metrics.classification.accuracy,
            "macro_f1": metrics.classification.macro_f1,
            "weighted_f1": metrics.classification.weighted_f1,
            "top2_accuracy": metrics.classification.top2_accuracy,
            "order_status": metrics.order_status,
            "team_accuracy": metrics.decisions.team,
            "tier0_misses": metrics.escalations.misses,
            "unsafe_replies": metrics.safety.unsafe_replies,
            "ece": metrics.calibration.overall.as_ref().map(|found| found.ece),
        },
        "provenance": report.provenance,
    })
}

pub(super) fn text(report: &Report<'_>, timing: &Timing, directory: Option<&Path>) {
    let metrics = report.metrics;
    let basis = serde_json::to_value(metrics.basis).unwrap_or_default();
    output::line(format!(
        "{} in the measured set ({}), {} in all, {}",
        output::counted(metrics.examples as u64, "example"),
        basis.as_str().unwrap_or_default(),
        output::counted(report.evaluation.data.examples.len() as u64, "example"),
        output::counted(report.evaluation.data.scenarios.len() as u64, "scenario"),
    ));
    output::line("");
    let share = |name: &str, counted: Proportion| {
        let (value, interval) = match (counted.share(), counted.interval()) {
            (Some(value), Some((low, high))) => (format!("{value:.4}"), format!("[{low:.4}, {high:.4}]")),
            _ => ("-".to_owned(), String::new()),
        };
        vec![name.to_owned(), value, interval, counted.n.to_string()]
    };
    let score = |name: &str, found: Interval| {
        let interval = format!("[{:.4}, {:.4}]", found.low, found.high);
        vec![name.to_owned(), format!("{:.4}", found.value), interval, metrics.examples.to_string()]
    };
    let head = ["METRIC", "VALUE", "95 % INTERVAL", "N"].map(str::to_owned).to_vec();
    output::table(&[
        head,
        share("accuracy", metrics.classification.accuracy),
        score("macro F1", metrics.classification.macro_f1),
        score("weighted F1", metrics.classification.weighted_f1),
        share("order-status precision", metrics.order_status.precision),
        share("order-status recall", metrics.order_status.recall),
        share("team accuracy", metrics.decisions.team),
        share("tier 0 misses", metrics.escalations.misses),
        share("unsafe replies", metrics.safety.unsafe_replies),
        share("scenarios met", metrics.scenarios.passed),
    ]);
    output::line("");
    let shown = report.gates.iter().filter(|gate| gate.status != Status::NotApplicable);
    let head = ["", "GATE", "VALUE", "LIMIT", "N", ""].map(str::to_owned).to_vec();
    output::table(&std::iter::once(head).chain(shown.map(gate)).collect::<Vec<_>>());
    output::line("");
    output::line(format!("Verdict: {}.", report.verdict().as_text()));
    if let (Some(p50), Some(p95)) = (timing.decision_p50_ms, timing.decision_p95_ms) {
        output::line(format!(
            "Took {:.1} s; a decision {p50:.2} ms (median), {p95:.2} ms (95th percentile).",
            timing.total_s
        ));
    }
    if let Some(directory) = directory {
        output::line(format!("Report: {}", directory.join("report.html").display()));
    }
}

fn gate(gate: &Gate) -> Vec<String> {
    let status = match (gate.status, gate.kind) {
        (Status::Pass, _) => "pass",
        (Status::Fail, Kind::Hard) => "FAIL",
        (Status::Fail, Kind::Soft) => "soft fail",
        (Status::InsufficientData, _) => "no data",
        (Status::NotApplicable, _) => "-",
    };
    let value = gate.value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"));
    let detail = if gate.status == Status::Pass { String::new() } else { gate.detail.clone() };
    vec![status.to_owned(), gate.title.clone(), value, gate.limit.clone(), gate.n.to_string(), detail]
}
