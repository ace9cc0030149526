//! Sections of the page below the verdict.

use super::Report;
use super::charts;
use super::tables::{escape, interval, number, share, table};
use crate::data::TextUse;
use crate::statistics::Proportion;

pub(super) fn section(title: &str, body: &str) -> String {
    format!("<section><h2>{title}</h2>{body}</section>")
}

pub(super) fn intents(report: &Report<'_>) -> String {
    let rows = report.metrics.classification.intents.iter().map(|row| {
        vec![
            row.intent.as_str().to_owned(),
            row.support.to_string(),
            share(row.precision),
            share(row.recall),
            interval(row.f1),
        ]
    });
    table(&["Intent", "n", "Precision", "Recall", "F1"], rows)
}

pub(super) fn decisions(report: &Report<'_>) -> String {
    let metrics = report.metrics;
    let (decisions, safety, rules) = (&metrics.decisions, &metrics.safety, &metrics.rules);
    let row = |name: &str, counted: Proportion| vec![name.to_owned(), share(counted)];
    let rows = [
        row("Team", decisions.team),
        row("Tier, an order at hand", decisions.tier),
        row("Action", decisions.action),
        row("Template", decisions.template),
        row("Right intent among the first two", metrics.classification.top2_accuracy),
        row("Order number found", metrics.extraction.right),
        row("Order number wrong", metrics.extraction.wrong),
        row("Order number where none is", metrics.extraction.invented),
        row("Order status: precision", metrics.order_status.precision),
        row("Order status: recall", metrics.order_status.recall),
        row("Escalations missed", metrics.escalations.misses),
        row("Look-alikes escalated", metrics.escalations.false_positives_look_alikes),
        row("Unsafe replies", safety.unsafe_replies),
        row("Order facts where not allowed", safety.tier2_false_positives),
        row("Order facts withheld from unsafe candidates", metrics.verification.blocked),
        row("Order facts told to safe candidates", metrics.verification.allowed),
        row("Injection rule", rules.injection),
        row("Privacy rule", rules.privacy),
        row("Attachment rule", rules.attachment_only),
        row("Language rule", rules.language),
        row("Scenarios met", metrics.scenarios.passed),
        row("Intent changed by noise", metrics.robustness.intent_changed),
        row("Out of scope stays unknown", metrics.robustness.out_of_scope),
    ];
    let noise =
        metrics.robustness.copies.iter().map(|row| vec![row.copy.as_str().to_owned(), share(row.intent_changed)]);
    let noise = table(&["Noise", "Intent changed"], noise);
    format!("<div class=\"columns\"><div>{}</div><div>{noise}</div></div>", table(&["Measure", "Share"], rows))
}

pub(super) fn calibration(report: &Report<'_>) -> String {
    let found = &report.metrics.calibration;
    let Some(overall) = &found.overall else {
        return "<p class=\"none\">No example was classified.</p>".to_owned();
    };
    let points = found.operating_points(report.thresholds);
    let row = |name: &str, r: &crate::calibration::Reliability| {
        vec![name.to_owned(), r.n.to_string(), number(Some(r.ece)), number(Some(r.mce)), number(Some(r.brier))]
    };
    let tier2 = found.tier2.iter().map(|r| row("order intents", r));
    let by_intent = found.by_intent.iter().map(|(intent, r)| row(intent.as_str(), r));
    let errors = table(
        &["Set", "n", "ECE", "Largest gap", "Brier"],
        std::iter::once(row("all", overall)).chain(tier2).chain(by_intent),
    );
    let gates = points.iter().map(|p| {
        vec![p.gate.to_owned(), format!("{:.2}", p.point.threshold), share(p.point.coverage), share(p.point.error)]
    });
    let gates = table(&["Threshold", "At", "Coverage", "Error"], gates);
    format!(
        "<div class=\"columns\"><figure>{}<figcaption>Reliability, with 95 % intervals</figcaption></figure>\
         <figure>{}<figcaption><span class=\"key coverage\"></span> coverage \
         <span class=\"key error\"></span> error among the covered</figcaption></figure></div>{errors}{gates}",
        charts::reliability(overall),
        charts::risk(&found.risk, &points),
    )
}

pub(super) fn comparison(report: &Report<'_>) -> String {
    let Some(found) = report.comparison else {
        return "<p class=\"none\">No baseline was given.</p>".to_owned();
    };
    let rows = found.intents.iter().map(|row| {
        let difference = row.ours - row.theirs;
        vec![
            row.intent.as_str().to_owned(),
            row.n.to_string(),
            format!("{:.3}", row.theirs),
            format!("{:.3}", row.ours),
            format!("{difference:+.3}"),
        ]
    });
    format!(
        "<p>{} common examples. Macro F1 {}, accuracy {} (ours less the baseline's). Right here only: {}; there only: {}; \
         McNemar p = {:.4}. Baseline: release {}, {}.</p>{}",
        found.common,
        interval(found.difference.macro_f1),
        interval(found.difference.accuracy),
        found.only_ours,
        found.only_theirs,
        found.mcnemar_p,
        escape(&found.baseline.release),
        escape(&found.baseline.configuration_snapshot),
        table(&["Intent", "n", "Baseline F1", "F1", "Difference"], rows),
    )
}

pub(super) fn slices(report: &Report<'_>) -> String {
    let rows = report
        .metrics
        .slices
        .iter()
        .map(|slice| vec![slice.by.to_owned(), escape(&slice.value), share(slice.accuracy), share(slice.team)]);
    table(&["By", "Part", "Accuracy", "Team"], rows)
}

pub(super) fn data(report: &Report<'_>) -> String {
    let rows = report.evaluation.data.files.iter().map(|facts| {
        vec![
            escape(&facts.name),
            escape(&facts.version),
            format!("{:?}", facts.split).to_lowercase(),
            facts.records.to_string(),
            escape(&facts.licence),
            escape(&facts.provenance),
            if facts.text == TextUse::Shown { "may be shown" } else { "withheld" }.to_owned(),
            if facts.verified { "confirmed" } else { "no sidecar" }.to_owned(),
            format!("<code>{}</code>", escape(facts.sha256.get(..12).unwrap_or_default())),
        ]
    });
    let head = ["Data set", "Version", "Split", "Lines", "Licence", "Origin", "Texts", "Sidecar", "SHA-256"];
    let provenance = serde_json::to_string_pretty(report.provenance).unwrap_or_default();
    format!("{}<details><summary>Provenance</summary><pre>{}</pre></details>", table(&head, rows), escape(&provenance))
}
