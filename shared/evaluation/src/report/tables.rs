//! Tables of the page.

use std::fmt::Write;

use switchboard_domain::Intent;

use super::Report;
use crate::gates::{Gate, Kind, Status};
use crate::statistics::{Interval, Proportion};

/// Text as it may stand in HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

/// Share, interval, and counts.
pub(super) fn share(counted: Proportion) -> String {
    let Some((low, high)) = counted.interval() else { return "<span class=\"none\">no data</span>".to_owned() };
    let Proportion { hits, n } = counted;
    format!("<b>{}</b> <span class=\"ci\">[{low:.3}, {high:.3}] {hits}/{n}</span>", number(counted.share()))
}

pub(super) fn interval(found: Interval) -> String {
    format!("<b>{:.3}</b> <span class=\"ci\">[{:.3}, {:.3}]</span>", found.value, found.low, found.high)
}

/// A table from its head and the cells of its rows, which are HTML.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = String::from("<div class=\"wide\"><table><thead><tr>");
    for title in head {
        let _ = write!(out, "<th>{title}</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        let _ = write!(out, "<tr><td>{}</td></tr>", row.join("</td><td>"));
    }
    out + "</tbody></table></div>"
}

pub(super) fn status(gate: &Gate) -> String {
    let (class, word) = match (gate.status, gate.kind) {
        (Status::Pass, _) => ("pass", "pass"),
        (Status::Fail, Kind::Hard) => ("fail", "fail"),
        (Status::Fail, Kind::Soft) => ("soft", "soft fail"),
        (Status::InsufficientData, _) => ("thin", "insufficient data"),
        (Status::NotApplicable, _) => ("none", "not applicable"),
    };
    format!("<span class=\"badge {class}\">{word}</span>")
}

pub(super) fn gate_rows<'a>(gates: impl Iterator<Item = &'a Gate>) -> String {
    let rows = gates.map(|gate| {
        let interval = match (gate.low, gate.high) {
            (Some(low), Some(high)) => format!("<span class=\"ci\">[{low:.3}, {high:.3}]</span>"),
            _ => String::new(),
        };
        let kind = if gate.kind == Kind::Hard { "hard" } else { "soft" };
        vec![
            status(gate),
            escape(&gate.title),
            format!("{} {interval}", number(gate.value)),
            escape(&gate.limit),
            gate.n.to_string(),
            kind.to_owned(),
            escape(&gate.detail),
        ]
    });
    table(&["", "Gate", "Value", "Limit", "n", "Kind", "Detail"], rows)
}

/// Rows are true intents, columns given ones; a cell is darker the larger its part of the row.
pub(super) fn heat_map(report: &Report<'_>) -> String {
    let matrix = &report.metrics.classification.confusion;
    let row_sum = |truth| Intent::all().map(|got| matrix.cell(truth, got)).sum::<u32>();
    let shown: Vec<Intent> =
        Intent::all().filter(|i| row_sum(*i) > 0 || Intent::all().any(|truth| matrix.cell(truth, *i) > 0)).collect();
    let mut out = String::from("<div class=\"wide\"><table class=\"heat\"><thead><tr><th></th>");
    for got in &shown {
        let _ = write!(out, "<th><span>{}</span></th>", got.as_str());
    }
    out.push_str("</tr></thead><tbody>");
    for truth in &shown {
        let sum = row_sum(*truth);
        let _ = write!(out, "<tr><th>{}</th>", truth.as_str());
        for got in &shown {
            let n = matrix.cell(*truth, *got);
            let part = if sum == 0 { 0.0 } else { 100.0 * f64::from(n) / f64::from(sum) };
            let class = if truth == got { "hit" } else { "miss" };
            let text = if n == 0 { String::new() } else { n.to_string() };
            let title = format!("{} called {}: {n} of {sum}", truth.as_str(), got.as_str());
            let _ = write!(out, "<td class=\"{class}\" style=\"--p:{part:.0}%\" title=\"{title}\">{text}</td>");
        }
        out.push_str("</tr>");
    }
    out + "</tbody></table></div>"
}
