//! Running the data, with a bar on a terminal and nothing on a pipe.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use switchboard_evaluation::data::DataSet;
use switchboard_evaluation::{Evaluation, Evaluator, Recorded, RunError, quantile};
use switchboard_settings::Settings;

use crate::failure::Failure;

/// How long decisions took on this machine.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Timing {
    /// Median of a decision, milliseconds: twice through classifier and policy.
    pub(super) decision_p50_ms: Option<f64>,
    /// 95th percentile, milliseconds.
    pub(super) decision_p95_ms: Option<f64>,
    /// The whole run, seconds.
    pub(super) total_s: f64,
}

pub(super) fn evaluate<'a>(
    data: &'a DataSet,
    settings: &Settings,
    recorded: Option<&'a Recorded>,
    seed: u64,
) -> Result<(Evaluation<'a>, Timing), Failure> {
    let evaluator = Evaluator::new(settings, recorded, seed);
    let bar = bar((data.examples.len() + data.scenarios.len()) as u64);
    let begun = Instant::now();
    let (mut runs, mut copies, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for example in &data.examples {
        let start = Instant::now();
        runs.push(evaluator.example(example).map_err(failed)?);
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        copies.push(evaluator.copies(example).map_err(failed)?);
        bar.inc(1);
    }
    let mut scenarios = Vec::new();
    for scenario in &data.scenarios {
        scenarios.push(evaluator.scenario(scenario).map_err(failed)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let timing = Timing {
        decision_p50_ms: quantile(&times, 0.50),
        decision_p95_ms: quantile(&times, 0.95),
        total_s: begun.elapsed().as_secs_f64(),
    };
    Ok((Evaluation { data, runs, copies, scenarios, recorded, seed }, timing))
}

fn failed(error: RunError) -> Failure {
    Failure::new("eval.run", &error).help("a scenario's `config` takes the keys of shared/settings/defaults.toml")
}

fn bar(total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta} left");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
