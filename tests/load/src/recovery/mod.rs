//! What a long history and a full queue cost: the time from the start of a killed process to the first event worked on, and
//! the storage cost of an event beside a million others.

mod events;
mod history;
mod restart;
mod vendor;

use std::path::Path;

use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;

/// Aimed at, milliseconds from process start to the first ticket read.
const FIRST_EVENT_MS: f64 = 1_000.0;
/// Aimed at: cost at the long history divided by the cost at the short one.
const COST_RATIO: f64 = 1.3;

/// Measures; `switchboard` is the product's release binary.
///
/// # Errors
/// A data directory that cannot be filled, or a product that does not start.
pub fn measure(length: Length, switchboard: &Path, work: &Path) -> Result<Report, LoadError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(LoadError::io("the benchmark's runtime"))?;
    let mut report = Report::new("recovery");
    let stored = length.choose(100_000, 10_000);
    let restarts = runtime.block_on(restart::measure(switchboard, work, stored, length.choose(5, 3)))?;
    report.fact("events_stored", stored);
    report.at_most("kill -9 to first event worked on", "ms", &restarts, FIRST_EVENT_MS);
    let (short, long) = (1_000, length.choose(1_000_000, 50_000));
    let costs = runtime.block_on(history::measure(work, [short, long], length.choose(7, 3)))?;
    report.fact("short_history", short);
    report.fact("long_history", long);
    report.fact("events_per_repetition", history::EVENTS * history::ROUNDS);
    report.figure("event at the short history", "us", &costs[0]);
    report.figure("event at the long history", "us", &costs[1]);
    report.at_most("cost of an event, long to short", "x", &costs[1].divided_by(&costs[0]), COST_RATIO);
    Ok(report)
}
