//! The files of a report directory.

mod charts;
mod documents;
mod errors;
mod matrix;
mod page;
mod sections;
mod tables;

use switchboard_policy::Thresholds;

use crate::baseline::Comparison;
use crate::gates::{Gate, Verdict};
use crate::metrics::{Evaluation, Metrics};
use crate::provenance::Provenance;

/// Everything that a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was run.
    pub evaluation: &'a Evaluation<'a>,
    /// Its numbers.
    pub metrics: &'a Metrics,
    /// The conditions of a release.
    pub gates: &'a [Gate],
    /// Against a baseline, if one was given.
    pub comparison: Option<&'a Comparison>,
    /// Thresholds of the policy, for the operating points.
    pub thresholds: &'a Thresholds,
    /// What the numbers were made from, with the time.
    pub provenance: &'a Provenance,
}

/// One file of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// File name.
    pub name: &'static str,
    /// Its text.
    pub content: String,
}

impl Report<'_> {
    /// The result over all gates.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.gates)
    }

    /// All files. Each carries the provenance; `metrics.json` leaves the time out, so that equal inputs give equal
    /// bytes. No file holds customer text, except `errors.jsonl` for data sets that allow it.
    pub fn files(&self) -> Vec<Artefact> {
        let file = |name, content| Artefact { name, content };
        vec![
            file("metrics.json", documents::metrics(self)),
            file("gates.json", documents::gates(self)),
            file("tier0_report.json", documents::tier0(self)),
            file("tier2_report.json", documents::tier2(self)),
            file("calibration.json", documents::calibration(self)),
            file("confusion_matrix.csv", matrix::csv(self)),
            file("errors.jsonl", errors::errors(self)),
            file("invalid_outputs.jsonl", errors::invalid_outputs(self)),
            file("report.html", page::page(self)),
        ]
    }
}
