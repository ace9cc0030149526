//! Every number of a run, each with its number of observations and its interval.

mod classification;
mod decisions;
mod efficiency;
mod escalation;
mod robustness;
mod safety;
mod scenarios;
mod slices;

use serde::Serialize;

pub use classification::{Classification, IntentMetrics};
pub use decisions::{Decisions, Extraction, OrderStatus};
pub(crate) use decisions::{expected_template, judged, team_right, template_right, tier_right};
pub use efficiency::{Efficiency, quantile};
pub use escalation::{Concept, Escalations, MissedEscalation};
pub use robustness::{CopyMetrics, Robustness};
pub use safety::{BrokenRules, Rules, Safety, Verification, Violation};
pub use scenarios::Scenarios;
pub use slices::{Slice, length_class};

use crate::calibration::Calibration;
use crate::data::{DataSet, Example, Split};
use crate::recorded::Recorded;
use crate::run::{CopyRun, ExampleRun, ScenarioRun};

/// What was run. The lists run parallel to those of the data.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// The data.
    pub data: &'a DataSet,
    /// One for each example.
    pub runs: Vec<ExampleRun>,
    /// Noisy copies of each example; empty lists where none were made.
    pub copies: Vec<Vec<CopyRun>>,
    /// One for each scenario.
    pub scenarios: Vec<ScenarioRun>,
    /// The recording, if a model's outputs were evaluated.
    pub recorded: Option<&'a Recorded>,
    /// Seed of all resampling.
    pub seed: u64,
}

/// On which examples the classification is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The examples of split `test`.
    Test,
    /// There are none: those of split `dev`.
    Dev,
    /// There are none either: all examples.
    All,
}

impl Evaluation<'_> {
    /// Examples with what came of them.
    pub fn pairs(&self) -> impl Iterator<Item = (&Example, &ExampleRun)> {
        self.data.examples.iter().zip(&self.runs)
    }

    /// On which examples the classification is measured.
    pub fn basis(&self) -> Basis {
        let has = |split| self.data.examples.iter().any(|example| self.data.split(example) == split);
        if has(Split::Test) {
            Basis::Test
        } else if has(Split::Dev) {
            Basis::Dev
        } else {
            Basis::All
        }
    }

    /// The examples on which the classification is measured.
    pub fn measured(&self) -> Vec<(&Example, &ExampleRun)> {
        let basis = self.basis();
        let belongs = |example: &Example| match basis {
            Basis::Test => self.data.split(example) == Split::Test,
            Basis::Dev => self.data.split(example) == Split::Dev,
            Basis::All => true,
        };
        self.pairs().filter(|(example, _)| belongs(example)).collect()
    }
}

/// All metrics.
#[derive(Clone, Debug, Serialize)]
pub struct Metrics {
    /// On which examples classification, decisions, calibration and slices are measured; the rest on all.
    pub basis: Basis,
    /// Examples in the basis.
    pub examples: usize,
    /// Intents (E1).
    pub classification: Classification,
    /// Escalations (E2).
    pub escalations: Escalations,
    /// Order status against everything else (E3).
    pub order_status: OrderStatus,
    /// Order numbers (E4).
    pub extraction: Extraction,
    /// Team, tier, action and template (E6).
    pub decisions: Decisions,
    /// What must never happen (E6 to E8).
    pub safety: Safety,
    /// Rules for special messages (E6).
    pub rules: Rules,
    /// Order facts allowed or refused (E7).
    pub verification: Verification,
    /// Cases with expectations (E5, E6).
    pub scenarios: Scenarios,
    /// Noise and foreign matters (E9, E10).
    pub robustness: Robustness,
    /// Tokens, cost, calls and recorded latency.
    pub efficiency: Efficiency,
    /// Whether confidences mean what they say.
    pub calibration: Calibration,
    /// Accuracy by channel, language, length, tag and file.
    pub slices: Vec<Slice>,
}

impl Metrics {
    /// Computes everything. Equal evaluations give equal metrics.
    pub fn of(evaluation: &Evaluation<'_>) -> Self {
        let measured = evaluation.measured();
        Self {
            basis: evaluation.basis(),
            examples: measured.len(),
            classification: Classification::of(&measured, evaluation.seed),
            escalations: Escalations::of(evaluation.pairs()),
            order_status: OrderStatus::of(&measured, evaluation.data),
            extraction: Extraction::of(&measured),
            decisions: Decisions::of(&measured),
            safety: Safety::of(evaluation),
            rules: Rules::of(evaluation.pairs()),
            verification: Verification::of(evaluation.pairs()),
            scenarios: Scenarios::of(evaluation),
            robustness: Robustness::of(evaluation),
            efficiency: Efficiency::of(evaluation.recorded, evaluation.data.examples.len()),
            calibration: Calibration::of(&measured),
            slices: slices::slices(&measured, evaluation.data),
        }
    }
}
