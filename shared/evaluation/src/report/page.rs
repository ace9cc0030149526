//! The page: one file, no script, nothing loaded. Verdict first.

use super::Report;
use super::sections;
use super::tables::{escape, gate_rows, heat_map, interval, share};
use crate::gates::{Gate, Status, Verdict};

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Report<'_>) -> String {
    let verdict = report.verdict();
    let class = match verdict {
        Verdict::Pass => "pass",
        Verdict::PassWithReasons => "soft",
        Verdict::Incomplete => "thin",
        Verdict::Fail => "fail",
    };
    let with = |status| report.gates.iter().filter(move |gate: &&Gate| gate.status == status);
    let failed =
        if with(Status::Fail).next().is_none() { "<p>None.</p>".to_owned() } else { gate_rows(with(Status::Fail)) };
    let sections = [
        sections::section("Failed gates", &failed),
        sections::section("All gates", &gate_rows(report.gates.iter())),
        sections::section("Intents", &sections::intents(report)),
        sections::section(
            "Confusion",
            &format!("<p>Rows: true intent. Columns: given intent.</p>{}", heat_map(report)),
        ),
        sections::section("Decisions and safety", &sections::decisions(report)),
        sections::section("Calibration and thresholds", &sections::calibration(report)),
        sections::section("Against the baseline", &sections::comparison(report)),
        sections::section("Slices", &sections::slices(report)),
        sections::section("Data and provenance", &sections::data(report)),
    ];
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Evaluation: {word}</title><style>{STYLE}</style></head><body><main>\
         <header class=\"{class}\"><p class=\"over\">Evaluation of message understanding</p><h1>{word}</h1>\
         <p>{passed} passed, {failed_count} failed, {thin} with too little data. {classifier}, started {started}.</p></header>\
         {cards}{sections}</main></body></html>\n",
        word = escape(&capitalised(verdict.as_text())),
        passed = with(Status::Pass).count(),
        failed_count = with(Status::Fail).count(),
        thin = with(Status::InsufficientData).count(),
        classifier = escape(report.provenance.model_snapshot.as_deref().unwrap_or(&report.provenance.classifier)),
        started = escape(report.provenance.started_at.as_deref().unwrap_or("at an unrecorded time")),
        cards = cards(report),
        sections = sections.concat(),
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn cards(report: &Report<'_>) -> String {
    let metrics = report.metrics;
    let cards = [
        ("Macro F1", interval(metrics.classification.macro_f1)),
        ("Weighted F1", interval(metrics.classification.weighted_f1)),
        ("Accuracy", share(metrics.classification.accuracy)),
        ("Team accuracy", share(metrics.decisions.team)),
        ("Tier 0 misses", share(metrics.escalations.misses)),
        ("Unsafe replies", share(metrics.safety.unsafe_replies)),
    ];
    let cards: String = cards.iter().map(|(name, value)| format!("<div><p>{name}</p>{value}</div>")).collect();
    format!("<div class=\"cards\">{cards}</div>")
}
