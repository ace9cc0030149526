//! A released state of the system to compare with. Written by an explicit command only; holds ids, no text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_domain::Intent;

use crate::metrics::{Evaluation, Metrics};
use crate::provenance::Provenance;
use crate::statistics::{Confusion, Paired, mcnemar_exact, paired, round4};

/// Version marker of the file.
const SCHEMA: &str = "switchboard.eval.baseline.v1";

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not JSON, or not of this shape.
    #[error("not a baseline (line {0}); write one with --write-baseline")]
    Shape(usize),
    /// Another version.
    #[error("schema: only switchboard.eval.baseline.v1 is read; write a new one with --write-baseline")]
    Version,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    schema: String,
    /// What the baseline was made from.
    pub provenance: Provenance,
    accuracy: f64,
    macro_f1: f64,
    unknown_share: f64,
    tokens_per_message: Option<f64>,
    cost_per_1000: Option<f64>,
    latency_p95_ms: Option<f64>,
    /// Primary intent of every measured example.
    predictions: BTreeMap<String, Intent>,
}

/// F1 of one intent in both systems.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntentDifference {
    /// The intent.
    pub intent: Intent,
    /// Examples.
    pub n: u32,
    /// Here.
    pub ours: f64,
    /// In the baseline.
    pub theirs: f64,
}

/// This run against a baseline, on the examples that both have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What the baseline was made from.
    pub baseline: Provenance,
    /// Examples that both have.
    pub common: usize,
    /// Difference of macro F1 and accuracy, ours less theirs.
    pub difference: Paired,
    /// Right here only.
    pub only_ours: usize,
    /// Right there only.
    pub only_theirs: usize,
    /// p-value of McNemar's exact test on accuracy.
    pub mcnemar_p: f64,
    /// By intent.
    pub intents: Vec<IntentDifference>,
    /// Relative change of the share of `unknown_other`; `None` where the baseline has none.
    pub unknown_change: Option<f64>,
    /// Relative change of tokens.
    pub tokens_change: Option<f64>,
    /// Relative change of cost.
    pub cost_change: Option<f64>,
    /// Relative change of the 95th percentile of latency.
    pub latency_change: Option<f64>,
    /// Whether the model is another one.
    pub model_changed: bool,
}

impl Baseline {
    /// The baseline that a run would be.
    pub fn of(evaluation: &Evaluation<'_>, metrics: &Metrics, provenance: &Provenance) -> Self {
        let measured = evaluation.measured();
        Self {
            schema: SCHEMA.to_owned(),
            provenance: Provenance { started_at: None, ..provenance.clone() },
            accuracy: round4(metrics.classification.accuracy.share().unwrap_or(0.0)),
            macro_f1: round4(metrics.classification.macro_f1.value),
            unknown_share: round4(metrics.classification.unknown_share.share().unwrap_or(0.0)),
            tokens_per_message: metrics.efficiency.tokens_per_message,
            cost_per_1000: metrics.efficiency.cost_per_1000,
            latency_p95_ms: metrics.efficiency.latency_p95_ms,
            predictions: measured.iter().map(|(e, run)| (e.id.clone(), run.plain.primary_intent)).collect(),
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// A file that is none.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| BaselineError::Shape(error.line()))?;
        if baseline.schema == SCHEMA { Ok(baseline) } else { Err(BaselineError::Version) }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Compares a run with this baseline; `None` without a common example.
    pub fn compare(
        &self,
        evaluation: &Evaluation<'_>,
        metrics: &Metrics,
        provenance: &Provenance,
    ) -> Option<Comparison> {
        let measured = evaluation.measured();
        let rows: Vec<_> = measured
            .iter()
            .filter_map(|(e, run)| Some((e.primary, run.plain.primary_intent, *self.predictions.get(&e.id)?)))
            .collect();
        if rows.is_empty() {
            return None;
        }
        let only_ours = rows.iter().filter(|(truth, ours, theirs)| truth == ours && truth != theirs).count();
        let only_theirs = rows.iter().filter(|(truth, ours, theirs)| truth != ours && truth == theirs).count();
        let ours = Confusion::of(rows.iter().map(|row| (row.0, row.1))).by_intent();
        let theirs = Confusion::of(rows.iter().map(|row| (row.0, row.2))).by_intent();
        let intents = Intent::all().zip(ours.iter().zip(&theirs)).filter(|(_, (ours, _))| ours.tp + ours.fn_ > 0);
        let efficiency = &metrics.efficiency;
        let unknown = metrics.classification.unknown_share.share();
        Some(Comparison {
            baseline: self.provenance.clone(),
            common: rows.len(),
            difference: paired(&rows, evaluation.seed),
            only_ours,
            only_theirs,
            mcnemar_p: round4(mcnemar_exact(only_ours, only_theirs)),
            intents: intents
                .map(|(intent, (ours, theirs))| IntentDifference {
                    intent,
                    n: ours.tp + ours.fn_,
                    ours: round4(ours.f1()),
                    theirs: round4(theirs.f1()),
                })
                .collect(),
            unknown_change: change(unknown, Some(self.unknown_share)),
            tokens_change: change(efficiency.tokens_per_message, self.tokens_per_message),
            cost_change: change(efficiency.cost_per_1000, self.cost_per_1000),
            latency_change: change(efficiency.latency_p95_ms, self.latency_p95_ms),
            model_changed: provenance.model_snapshot != self.provenance.model_snapshot,
        })
    }
}

fn change(now: Option<f64>, before: Option<f64>) -> Option<f64> {
    let before = before.filter(|before| *before > 0.0)?;
    Some(round4(now? / before - 1.0))
}
