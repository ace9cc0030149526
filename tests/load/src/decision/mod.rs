//! One decision on one core: clean, classify with the built-in classifier, policy, render.
//!
//! The peer does less: scikit-learn only classifies the same messages, one by one, after training on messages made of the
//! same templates. The quotient is therefore the price of a whole decision against that of a classification.

mod peer;
mod training;
mod workload;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::memory::{Resident, resident_mib};
use crate::statistics::{Samples, quantile};

pub use workload::Workload;

/// Aimed at, median microseconds.
const MEDIAN_US: f64 = 200.0;
/// Growth of resident memory that still counts as flat, MiB: allocator pools settle once.
const FLAT_MIB: f64 = 4.0;
/// Decisions over which memory must stay flat.
const MEMORY_DECISIONS: usize = 100_000;

/// Measures; `python` is an interpreter with scikit-learn.
///
/// # Errors
/// A set that cannot be read, a message without a decision, or a peer that fails.
pub fn measure(length: Length, training: &Path, python: Option<&Path>, work: &Path) -> Result<Report, LoadError> {
    let workload = Workload::read(training)?;
    let mut report = Report::new("decision");
    report.fact("messages", workload.len());
    let repetitions = length.choose(9, 3);
    let passes = length.choose(10, 2);
    timed(&workload, passes)?; // patterns, model and caches are warm from here on
    let (mut median, mut p99, mut rate) = (Samples::default(), Samples::default(), Samples::default());
    for _ in 0..repetitions {
        let mut times = timed(&workload, passes)?;
        let total: u64 = times.iter().sum();
        rate.push(times.len() as f64 / (total as f64 / 1e9));
        median.push(quantile(&mut times, 0.5) as f64 / 1e3);
        p99.push(quantile(&mut times, 0.99) as f64 / 1e3);
    }
    report.fact("decisions_per_repetition", workload.len() * passes);
    report.fact(
        "replies_per_100_decisions",
        (workload.replies()? as f64 * 1000.0 / workload.len() as f64).round() / 10.0,
    );
    report.at_most("decision, median", "us", &median, MEDIAN_US);
    report.figure("decision, p99", "us", &p99);
    report.figure("decisions", "1/s", &rate);
    allocations(&mut report, training)?;
    memory(&mut report, &workload, length)?;
    match python {
        Some(python) => peer::measure(&mut report, &workload, training, (python, length), &median, work)?,
        None => {
            report.missing_peer = Some(
                "scikit-learn is not installed; `cargo xtask bench decision` installs it where \
                python3 with venv is present (apt-get install python3 python3-venv)"
                    .to_owned(),
            );
        }
    }
    Ok(report)
}

/// Nanoseconds of each decision over some passes through all messages.
fn timed(workload: &Workload, passes: usize) -> Result<Vec<u64>, LoadError> {
    let mut times = Vec::with_capacity(workload.len() * passes);
    for index in (0..passes).flat_map(|_| 0..workload.len()) {
        let started = Instant::now();
        let decided = workload.decide(index);
        times.push(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
        decided?;
    }
    Ok(times)
}

fn memory(report: &mut Report, workload: &Workload, length: Length) -> Result<(), LoadError> {
    let decisions = length.choose(MEMORY_DECISIONS, MEMORY_DECISIONS / 10);
    let Some(before) = resident_mib("self", Resident::Now) else { return Ok(()) };
    for index in 0..decisions {
        workload.decide(index % workload.len())?;
    }
    let after = resident_mib("self", Resident::Now).unwrap_or(before);
    report.fact("memory_decisions", decisions);
    report.figure("resident memory after them", "MiB", &Samples::of([after]));
    report.at_most("growth of resident memory", "MiB", &Samples::of([after - before]), FLAT_MIB);
    Ok(())
}

/// Counted by the program beside this one: a counting allocator would slow the measurement of time.
fn allocations(report: &mut Report, training: &Path) -> Result<(), LoadError> {
    const COUNTER: &str = "count-allocations";
    let me = std::env::current_exe().map_err(LoadError::io("the path of this program is unknown"))?;
    let output = Command::new(me.with_file_name(COUNTER)).arg(training).output();
    let output = output.map_err(LoadError::io(format!("{COUNTER} cannot be started")))?;
    let counted: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    match (counted["allocations"].as_f64(), counted["bytes"].as_f64()) {
        (Some(allocations), Some(bytes)) => {
            report.figure("allocations per decision", "1", &Samples::of([allocations]));
            report.figure("allocated per decision", "KiB", &Samples::of([bytes / 1024.0]));
            Ok(())
        }
        _ => Err(LoadError::process(COUNTER, String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
