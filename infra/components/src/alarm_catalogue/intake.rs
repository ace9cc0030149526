//! Alarms of what comes in.

use switchboard_telemetry::Metric;

use super::Own;
use super::rule::{Rule, When};
use crate::alarm::{Alarm, Severity, Statistic};
use crate::error::ComponentError;

pub(super) fn rules(own: Own<'_>, probe_s: Option<u32>) -> Result<Vec<Alarm>, ComponentError> {
    let about = |id, subject: &str, severity| Rule { id, subject: subject.to_owned(), severity, runbook: "R001" };
    let mut rules = vec![
        about("A2", "enqueue", Severity::Warn).alarm(
            "the queue did not take an event; the vendor was told to send it again",
            own.sum(Metric::IngressEnqueueFailed)?,
            When::at_least(1).of(300, 1, 1),
        ),
        about("A2", "enqueue", Severity::Critical).alarm(
            "the queue did not take 5 events or more in 5 minutes",
            own.sum(Metric::IngressEnqueueFailed)?,
            When::at_least(5).of(300, 1, 1),
        ),
        about("A4", "ack", Severity::Warn).alarm(
            "one webhook in 20 has waited over 500 ms for its answer for 15 minutes",
            own.series(Metric::IngressAckMs, Statistic::Percentile(95), &[])?,
            When::above(500).of(300, 3, 3),
        ),
        about("S1", "tokens", Severity::Critical).alarm(
            "more than 20 webhooks a minute without a valid credential for 5 minutes",
            own.sum(Metric::AuthRejected)?,
            When::above(20).of(60, 5, 5),
        ),
    ];
    if let Some(every_s) = probe_s {
        rules.push(about("A5", "probe", Severity::Critical).alarm(
            format!("no probe has come through for {} minutes", 3 * every_s / 60),
            own.sum(Metric::ProbeSuccess)?,
            When::below(1).of(every_s, 3, 3).or_silence(),
        ));
    }
    Ok(rules)
}
