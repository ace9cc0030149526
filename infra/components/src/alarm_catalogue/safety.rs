//! Alarms of redaction, switches, drift.

use switchboard_telemetry::{Dimension, Metric};

use super::Own;
use super::rule::{Rule, When};
use crate::alarm::{Alarm, Severity, Statistic};
use crate::error::ComponentError;

pub(super) fn rules(own: Own<'_>, signals: &[String]) -> Result<Vec<Alarm>, ComponentError> {
    let about = |id, subject: String, severity, runbook| Rule { id, subject, severity, runbook };
    let drift = |severity: Severity| {
        let labels = [(Dimension::Severity, severity.as_str())];
        own.series(Metric::DriftFindings, Statistic::Maximum, &labels)
    };
    let mut rules = vec![
        about("S2", "redaction".to_owned(), Severity::Critical, "R003").alarm(
            "a text could not be redacted and was dropped",
            own.sum(Metric::RedactionFailed)?,
            When::at_least(1),
        ),
        about("S4", "switches".to_owned(), Severity::Critical, "R003").alarm(
            "switches have been unreadable for over 5 minutes; nothing is sent",
            own.series(Metric::SwitchUnreadableS, Statistic::Maximum, &[])?,
            When::above(300).of(60, 5, 5),
        ),
        about("J2", "drift".to_owned(), Severity::Warn, "R002").alarm(
            "teams, tags, channels or rules of the helpdesk differ from the mapping",
            drift(Severity::Warn)?,
            When::above(0).of(3_600, 1, 1),
        ),
        about("J2", "drift".to_owned(), Severity::Critical, "R002").alarm(
            "a team that tickets are routed to is missing",
            drift(Severity::Critical)?,
            When::above(0).of(3_600, 1, 1),
        ),
    ];
    for signal in signals {
        rules.push(about("P1", signal.replace('_', "-"), Severity::Warn, "R002").alarm(
            format!("the quality signal {signal} is beyond its limit"),
            own.series(Metric::QualityDrift, Statistic::Maximum, &[(Dimension::Signal, signal)])?,
            When::above(0).of(3_600, 1, 1),
        ));
    }
    Ok(rules)
}
