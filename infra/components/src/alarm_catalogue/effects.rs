//! Alarms of what customers see.

use switchboard_telemetry::{Dimension, Metric};

use super::Own;
use super::rule::{Rule, When};
use crate::alarm::{Alarm, Severity, Statistic};
use crate::error::ComponentError;

pub(super) fn rules(own: Own<'_>) -> Result<Vec<Alarm>, ComponentError> {
    let about = |id, subject: &str, severity| Rule { id, subject: subject.to_owned(), severity, runbook: "R003" };
    // Written by the repair job in each run, every 2 minutes; 0 when there is none.
    let age = |cause| own.series(Metric::EffectsUnknownAgeS, Statistic::Maximum, &[(Dimension::Cause, cause)]);
    Ok(vec![
        about("E1", "unknown", Severity::Critical).alarm(
            "a reply has had an unknown result for over 10 minutes, and was not merely accepted without a proof",
            age("other")?,
            When::above(600).of(120, 2, 2),
        ),
        about("E1", "unknown-any", Severity::Critical).alarm(
            "a reply has had an unknown result for over 30 minutes",
            age("any")?,
            When::above(1_800).of(120, 2, 2),
        ),
        about("E2", "human", Severity::Warn).alarm(
            "3 replies or more were left to people within an hour",
            own.sum(Metric::EffectsHuman)?,
            When::at_least(3).of(3_600, 1, 1),
        ),
        about("E3", "sent-while-off", Severity::Page).alarm(
            "a reply was sent while automation was off",
            own.sum(Metric::AutomationSentWhileOff)?,
            When::at_least(1),
        ),
    ])
}
