//! What a measurement gives.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::statistics::Samples;

/// What is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Target {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }
}

/// One measured quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// Unit; `x` is a quotient.
    pub unit: String,
    /// Median over the repetitions.
    pub median: f64,
    /// Smallest repetition.
    pub min: f64,
    /// Largest repetition.
    pub max: f64,
    /// Number of repetitions.
    pub repetitions: usize,
    /// What is aimed at, if anything.
    pub target: Option<Target>,
    /// Whether the median reaches the target.
    pub met: Option<bool>,
}

/// All figures of one benchmark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Its name.
    pub benchmark: String,
    /// Circumstances: sizes of the workload, versions.
    pub facts: Map<String, Value>,
    /// The peer, or why there is none and how to get it.
    pub missing_peer: Option<String>,
    /// The figures, in the order of the table.
    pub figures: Vec<Figure>,
}

impl Report {
    /// An empty report.
    pub fn new(benchmark: &str) -> Self {
        Self { benchmark: benchmark.to_owned(), facts: Map::new(), missing_peer: None, figures: Vec::new() }
    }

    /// Notes a circumstance.
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.facts.insert(name.to_owned(), value.into());
    }

    /// Adds a figure that has no target.
    pub fn figure(&mut self, name: &str, unit: &str, samples: &Samples) {
        self.push(name, unit, samples, None);
    }

    /// Adds a figure that should not be above `limit`.
    pub fn at_most(&mut self, name: &str, unit: &str, samples: &Samples, limit: f64) {
        self.push(name, unit, samples, Some(Target::AtMost(limit)));
    }

    /// Adds a figure that should not be below `limit`.
    pub fn at_least(&mut self, name: &str, unit: &str, samples: &Samples, limit: f64) {
        self.push(name, unit, samples, Some(Target::AtLeast(limit)));
    }

    fn push(&mut self, name: &str, unit: &str, samples: &Samples, target: Option<Target>) {
        let median = samples.median();
        self.figures.push(Figure {
            name: name.to_owned(),
            unit: unit.to_owned(),
            median,
            min: samples.min(),
            max: samples.max(),
            repetitions: samples.len(),
            target,
            met: target.map(|target| target.is_met_by(median)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_decides_whether_a_target_is_met() {
        let mut report = Report::new("b");
        let samples = Samples::of([1.0, 5.0, 9.0]);
        report.at_most("a", "ms", &samples, 5.0);
        report.at_most("b", "ms", &samples, 4.9);
        report.at_least("c", "1/s", &samples, 5.1);
        report.figure("d", "ms", &samples);
        let met: Vec<_> = report.figures.iter().map(|figure| figure.met).collect();
        assert_eq!(met, [Some(true), Some(false), Some(false), None]);
        assert_eq!(serde_json::to_value(&report.figures[0]).unwrap()["target"]["at_most"], 5.0);
    }
}
