//! Whether a confidence means what it says, and what a threshold would cost.

use serde::Serialize;
use switchboard_domain::Intent;
use switchboard_domain::outcome::ClassifierKind;
use switchboard_policy::Thresholds;

use crate::data::Example;
use crate::run::ExampleRun;
use crate::statistics::{Proportion, Random, round4};

/// Bins of equal size.
const BINS: usize = 10;
/// Fewer examples of an intent say nothing about its calibration.
const ENOUGH: usize = 100;
/// Steps of the curve of selective risk.
const STEPS: u32 = 50;

/// One observation: how sure, and whether right.
type Observation = (f64, bool);

/// Examples of similar confidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Mean confidence.
    pub confidence: f64,
    /// Right among them.
    pub accuracy: Proportion,
}

/// Calibration over one set of examples.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Examples.
    pub n: usize,
    /// Expected calibration error: mean distance of confidence and accuracy, weighted by bin.
    pub ece: f64,
    /// Largest distance in a bin.
    pub mce: f64,
    /// Mean squared distance of confidence and outcome.
    pub brier: f64,
    /// Ten bins of equal size, fewer with fewer examples; ascending confidence.
    pub bins: Vec<Bin>,
}

impl Reliability {
    fn of(mut observations: Vec<Observation>) -> Option<Self> {
        let n = observations.len();
        if n == 0 {
            return None;
        }
        // Equal confidences fill several bins: shuffled, so that the order of the data (by intent, by file) does not
        // make one bin look worse than the next.
        let mut random = Random::new(n as u64);
        for i in (1..n).rev() {
            observations.swap(i, random.below(i + 1));
        }
        observations.sort_by(|a, b| a.0.total_cmp(&b.0));
        let bins: Vec<Bin> = (0..BINS)
            .map(|i| &observations[i * n / BINS..(i + 1) * n / BINS])
            .filter(|part| !part.is_empty())
            .map(|part| Bin {
                confidence: part.iter().map(|(confidence, _)| confidence).sum::<f64>() / part.len() as f64,
                accuracy: Proportion::of(part.iter().map(|(_, right)| *right)),
            })
            .collect();
        let gap = |bin: &Bin| (bin.confidence - bin.accuracy.share().unwrap_or(0.0)).abs();
        let squared = |(confidence, right): &Observation| (confidence - f64::from(u8::from(*right))).powi(2);
        Some(Self {
            n,
            ece: round4(bins.iter().map(|bin| gap(bin) * bin.accuracy.n as f64).sum::<f64>() / n as f64),
            mce: round4(bins.iter().map(gap).fold(0.0, f64::max)),
            brier: round4(observations.iter().map(squared).sum::<f64>() / n as f64),
            bins: bins.into_iter().map(|bin| Bin { confidence: round4(bin.confidence), ..bin }).collect(),
        })
    }
}

/// What is left, and how wrong it is, if only confidences from a threshold on are used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskPoint {
    /// The threshold.
    pub threshold: f64,
    /// Examples at or above it.
    pub coverage: Proportion,
    /// Wrong among them.
    pub error: Proportion,
}

/// A threshold of the policy on the curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OperatingPoint {
    /// `uncertain`, `route`, `tier1` or `tier2`.
    pub gate: &'static str,
    /// The threshold and what it gives.
    #[serde(flatten)]
    pub point: RiskPoint,
}

/// Everything about confidences.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// All examples that were classified.
    pub overall: Option<Reliability>,
    /// Decided as one of the intents that may get order facts.
    pub tier2: Option<Reliability>,
    /// By given intent, from 100 examples on.
    pub by_intent: Vec<(Intent, Reliability)>,
    /// Selective risk, ascending thresholds.
    pub risk: Vec<RiskPoint>,
    #[serde(skip)]
    observations: Vec<Observation>,
}

impl Calibration {
    pub(crate) fn of(measured: &[(&Example, &ExampleRun)]) -> Self {
        // Without text or model answer there is no confidence to judge.
        let none = ClassifierKind::None.as_str();
        let all: Vec<(Intent, Observation)> = measured
            .iter()
            .filter(|(_, run)| run.plain.classifier != none)
            .map(|(example, run)| {
                let got = run.plain.primary_intent;
                (got, (run.plain.confidence, got == example.primary))
            })
            .collect();
        let of = |keep: &dyn Fn(Intent) -> bool| -> Vec<Observation> {
            all.iter().filter(|(intent, _)| keep(*intent)).map(|(_, observation)| *observation).collect()
        };
        let by_intent = Intent::all().filter_map(|intent| {
            let observations = of(&|other| other == intent);
            if observations.len() < ENOUGH { None } else { Some((intent, Reliability::of(observations)?)) }
        });
        let observations = of(&|_| true);
        Self {
            overall: Reliability::of(observations.clone()),
            tier2: Reliability::of(of(&Intent::allows_tier2)),
            by_intent: by_intent.collect(),
            risk: (0..=STEPS).map(|i| risk_at(&observations, f64::from(i) / f64::from(STEPS))).collect(),
            observations,
        }
    }

    /// The thresholds of a policy on the curve of selective risk.
    pub fn operating_points(&self, thresholds: &Thresholds) -> Vec<OperatingPoint> {
        let gates = [
            ("uncertain", thresholds.uncertain),
            ("route", thresholds.route.default),
            ("tier1", thresholds.tier1.default),
            ("tier2", thresholds.tier2.default),
        ];
        gates.map(|(gate, threshold)| OperatingPoint { gate, point: risk_at(&self.observations, threshold) }).into()
    }
}

fn risk_at(observations: &[Observation], threshold: f64) -> RiskPoint {
    let covered = || observations.iter().filter(|(confidence, _)| *confidence >= threshold);
    RiskPoint {
        threshold: round4(threshold),
        coverage: Proportion { hits: covered().count(), n: observations.len() },
        error: Proportion::of(covered().map(|(_, right)| !right)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_those_of_the_definition() {
        // Six of ten right: calibrated at 0.6, and 0.3 off at 0.9.
        let part = |confidence| (0..10_000).map(move |i| (confidence, i < 6_000));
        let calm = Reliability::of(part(0.6).collect()).unwrap();
        assert_eq!((calm.n, calm.bins.len(), calm.brier), (10_000, 10, 0.24));
        assert!(calm.ece < 0.03, "the order of the data matters: {calm:?}");
        let sloppy = Reliability::of(part(0.9).collect()).unwrap();
        assert!((sloppy.ece - 0.3).abs() < 1e-6, "{sloppy:?}");
        let sure = Reliability::of((0..20).map(|_| (0.9, true)).collect()).unwrap();
        assert_eq!((sure.ece, sure.mce, sure.brier), (0.1, 0.1, 0.01));
        assert_eq!(Reliability::of(Vec::new()), None);
        assert_eq!(Reliability::of(vec![(0.5, true), (0.7, false)]).unwrap().bins.len(), 2);
    }

    #[test]
    fn a_higher_threshold_covers_less() {
        let observations = [(0.2, false), (0.5, true), (0.9, true), (0.95, false)];
        let point = risk_at(&observations, 0.5);
        assert_eq!((point.coverage.hits, point.error.hits, point.error.n), (3, 1, 3));
        assert_eq!(risk_at(&observations, 1.0).error.share(), None);
    }
}
