//! Alarms of the worker and its store.

use switchboard_telemetry::Metric;

use super::Own;
use super::rule::{Rule, When};
use crate::alarm::{Alarm, Severity};
use crate::error::ComponentError;

pub(super) fn rules(own: Own<'_>) -> Result<Vec<Alarm>, ComponentError> {
    let about = |id, subject: &str, severity| Rule { id, subject: subject.to_owned(), severity, runbook: "R005" };
    Ok(vec![
        // The function itself succeeds when some of its batch fails.
        about("W1", "events", Severity::Critical).alarm(
            "5 events or more failed in 5 minutes",
            own.sum(Metric::WorkerJobsFailed)?,
            When::at_least(5).of(300, 1, 1),
        ),
        about("W1", "events-rate", Severity::Critical).alarm(
            "more than 5 % of 20 events or more failed in 5 minutes",
            own.per_cent(Metric::WorkerJobsFailed, Metric::WorkerJobsStarted, 20)?,
            When::above(5).of(300, 1, 1),
        ),
        // Some are normal: duplicates lose on purpose.
        about("D1", "conditions-rate", Severity::Warn).alarm(
            "more than 20 % of 100 conditional writes or more have lost for 15 minutes",
            own.per_cent(Metric::StoreConditionFailed, Metric::StoreWrites, 100)?,
            When::above(20).of(300, 3, 3),
        ),
    ])
}
