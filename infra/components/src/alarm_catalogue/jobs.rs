//! Alarms of scheduled jobs.

use switchboard_telemetry::{Dimension, Metric};

use super::rule::{Rule, When};
use super::{Own, WatchedJob};
use crate::alarm::{Alarm, Severity, Statistic};
use crate::error::ComponentError;

const DAY_S: u32 = 86_400;
/// Longest window of an alarm with periods of an hour and more.
const WEEK_S: u32 = 7 * DAY_S;

pub(super) fn rules(own: Own<'_>, jobs: &[WatchedJob]) -> Result<Vec<Alarm>, ComponentError> {
    let about = |subject: String| Rule { id: "J1", subject, severity: Severity::Warn, runbook: "R005" };
    // Rare jobs cannot be watched by their own silence: a window ends after a week. One that does run counts for them.
    let mut rules = vec![about("overdue".to_owned()).alarm(
        "a job has missed two runs",
        own.series(Metric::JobOverdue, Statistic::Maximum, &[])?,
        When::above(0).of(900, 2, 2),
    )];
    for job in jobs {
        let (when, summary) = failed(job);
        let series = own.series(Metric::JobFailed, Statistic::Maximum, &[(Dimension::Job, &job.name)])?;
        rules.push(about(format!("job-{}", job.name)).alarm(summary, series, when));
    }
    Ok(rules)
}

/// Two failures in a row, one period of the job's cadence each; of a job that is too rare for that, one.
fn failed(job: &WatchedJob) -> (When, String) {
    let name = &job.name;
    if job.every_s.saturating_mul(2) <= WEEK_S {
        (When::at_least(1).of(job.every_s, 2, 2), format!("the job {name} failed twice in a row"))
    } else {
        (When::at_least(1).of(DAY_S, 1, 1), format!("the job {name} failed"))
    }
}
