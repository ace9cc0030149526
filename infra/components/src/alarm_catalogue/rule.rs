//! Alarms in few words.

use crate::alarm::{Alarm, Comparison, MissingData, Series, Severity};

/// Which alarm it is.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Its id in the table of alarms.
    pub(crate) id: &'static str,
    /// What tells it apart from others of the id.
    pub(crate) subject: String,
    /// Who is told.
    pub(crate) severity: Severity,
    /// Runbook.
    pub(crate) runbook: &'static str,
}

impl Rule {
    /// With this at the end of its subject.
    pub(crate) fn about(mut self, part: &str) -> Self {
        self.subject = format!("{}-{part}", self.subject);
        self
    }

    /// The alarm.
    pub(crate) fn alarm(self, summary: impl Into<String>, series: Series, when: When) -> Alarm {
        let Self { id, subject, severity, runbook } = self;
        let When { period_s, datapoints, comparison, threshold, missing } = when;
        let summary = summary.into();
        Alarm { id, subject, severity, runbook, summary, series, period_s, datapoints, comparison, threshold, missing }
    }
}

/// When an alarm goes off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    period_s: u32,
    datapoints: (u32, u32),
    comparison: Comparison,
    threshold: f64,
    missing: MissingData,
}

impl When {
    fn new(comparison: Comparison, threshold: f64) -> Self {
        Self { period_s: 60, datapoints: (1, 1), comparison, threshold, missing: MissingData::NotBreaching }
    }

    /// Value > threshold.
    pub(crate) fn above(threshold: impl Into<f64>) -> Self {
        Self::new(Comparison::Above, threshold.into())
    }

    /// Value >= threshold.
    pub(crate) fn at_least(threshold: impl Into<f64>) -> Self {
        Self::new(Comparison::AtLeast, threshold.into())
    }

    /// Value < threshold.
    pub(crate) fn below(threshold: impl Into<f64>) -> Self {
        Self::new(Comparison::Below, threshold.into())
    }

    /// In `datapoints` of `periods` periods of so many seconds; without more, in one period of a minute.
    pub(crate) fn of(self, period_s: u32, datapoints: u32, periods: u32) -> Self {
        Self { period_s, datapoints: (datapoints, periods), ..self }
    }

    /// Silence is the failure.
    pub(crate) fn or_silence(self) -> Self {
        Self { missing: MissingData::Breaching, ..self }
    }
}
