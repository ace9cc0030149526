//! Runs of the workflow simulation a second, on one core.

use std::time::Instant;

use switchboard_simulation::{Options, run_seed};

use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::Samples;

/// Aimed at: a million seeds within two minutes of one core.
const RUNS_PER_S: f64 = 10_000.0;

/// Measures.
///
/// # Errors
/// [`LoadError::Invariant`] when a seed breaks an invariant: such a run has no speed worth knowing.
pub fn measure(length: Length) -> Result<Report, LoadError> {
    let seeds: u64 = length.choose(20_000, 3_000);
    let repetitions = length.choose(7, 3);
    let mut rates = Samples::default();
    let mut commands = 0;
    for _ in 0..repetitions {
        commands = 0;
        let started = Instant::now();
        for seed in 0..seeds {
            commands += run(seed)?;
        }
        rates.push(seeds as f64 / started.elapsed().as_secs_f64());
    }
    let mut report = Report::new("simulation");
    report.fact("seeds_per_repetition", seeds);
    report.fact("commands_per_run", (commands as f64 / seeds as f64 * 10.0).round() / 10.0);
    report.at_least("simulated runs", "1/s", &rates, RUNS_PER_S);
    Ok(report)
}

fn run(seed: u64) -> Result<u64, LoadError> {
    let stats = run_seed(seed, &Options::default()).map_err(|violation| LoadError::Invariant(violation.to_string()))?;
    Ok(stats.commands)
}
