//! The JSON documents.

use serde_json::{Value, json};

use super::Report;
use crate::provenance::Provenance;
use crate::reach::reach;

fn text(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

pub(super) fn metrics(report: &Report<'_>) -> String {
    let timeless = Provenance { started_at: None, ..report.provenance.clone() };
    text(&json!({
        "schema": "switchboard.eval.metrics.v1",
        "provenance": timeless,
        "metrics": report.metrics,
        "comparison": report.comparison,
    }))
}

pub(super) fn gates(report: &Report<'_>) -> String {
    text(&json!({
        "schema": "switchboard.eval.gates.v1",
        "provenance": report.provenance,
        "verdict": report.verdict(),
        "gates": report.gates,
    }))
}

pub(super) fn tier0(report: &Report<'_>) -> String {
    text(&json!({
        "schema": "switchboard.eval.tier0.v1",
        "provenance": report.provenance,
        "escalations": report.metrics.escalations,
        "copies_lost": report.metrics.robustness.escalations_lost,
        "rules": report.metrics.rules,
    }))
}

pub(super) fn tier2(report: &Report<'_>) -> String {
    let candidates: Vec<Value> = report
        .evaluation
        .pairs()
        .filter_map(|(example, run)| {
            let result = run.with_order.as_ref().filter(|result| result.primary_intent.allows_tier2())?;
            Some(json!({
                "example_id": example.id,
                "allowed_by_label": example.tier_max.as_str(),
                "reached": reach(result).as_str(),
                "confidence": result.confidence,
                "template_id": result.template_id,
                "reasons": result.reasons,
            }))
        })
        .collect();
    text(&json!({
        "schema": "switchboard.eval.tier2.v1",
        "provenance": report.provenance,
        "false_positives": report.metrics.safety.tier2_false_positives,
        "false_positive_ids": report.metrics.safety.tier2_ids,
        "verification": report.metrics.verification,
        "order_status": report.metrics.order_status,
        "candidates": candidates,
    }))
}

pub(super) fn calibration(report: &Report<'_>) -> String {
    text(&json!({
        "schema": "switchboard.eval.calibration.v1",
        "provenance": report.provenance,
        "calibration": report.metrics.calibration,
        "operating_points": report.metrics.calibration.operating_points(report.thresholds),
    }))
}
