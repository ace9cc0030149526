//! Alarms of a function.

use pulumi::{Context, ResourceOptions};

use crate::alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::limits::Checked;

/// Which alarms a function has; one of them at least.
#[derive(Clone, Debug)]
pub struct FunctionAlarms {
    /// On calls that failed: it crashed, ran out of time or memory, or returned an error.
    pub errors: Option<ErrorAlarm>,
    /// On calls that were refused because too many ran.
    pub throttles: Option<ThrottleAlarm>,
    /// On calls that nearly ran out of time.
    pub duration: Option<DurationAlarm>,
}

/// Failed calls within 5 min.
#[derive(Clone, Debug)]
pub struct ErrorAlarm {
    /// Its id in the table of alarms.
    pub id: &'static str,
    /// Runbook.
    pub runbook: &'static str,
    /// From how many failures on who is told.
    pub levels: Vec<(Severity, u32)>,
    /// Periods that must breach, of how many.
    pub datapoints: (u32, u32),
}

/// Throttled calls within a minute.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleAlarm {
    /// Its id in the table of alarms.
    pub id: &'static str,
    /// Runbook.
    pub runbook: &'static str,
    /// Minutes that must breach, of how many.
    pub datapoints: (u32, u32),
}

/// 99 of 100 calls of the alias `live` end within this share of the timeout, else it goes off after 15 min.
#[derive(Clone, Copy, Debug)]
pub struct DurationAlarm {
    /// Its id in the table of alarms.
    pub id: &'static str,
    /// Runbook.
    pub runbook: &'static str,
    /// Share of the timeout, 1 to 99 per cent.
    pub percent: u32,
}

impl FunctionAlarms {
    /// Of what receives webhooks: A2 from one failure on, critical from five (an event that the queue did not take is answered
    /// with 503 and is no error of Lambda: that alarm is over the program's own metric); A3 after 5 min of throttles; A4 near
    /// the timeout.
    pub fn ingress() -> Self {
        Self {
            errors: Some(ErrorAlarm {
                id: "A2",
                runbook: "R001",
                levels: vec![(Severity::Warn, 1), (Severity::Critical, 5)],
                datapoints: (1, 1),
            }),
            throttles: Some(ThrottleAlarm { id: "A3", runbook: "R001", datapoints: (5, 5) }),
            duration: Some(DurationAlarm { id: "A4", runbook: "R001", percent: 80 }),
        }
    }

    /// Of what works off a queue: W1, critical from five failed calls on (failed items of a batch are the program's own
    /// metric); W2 at the first throttle, and near the timeout.
    pub fn worker() -> Self {
        Self {
            errors: Some(ErrorAlarm {
                id: "W1",
                runbook: "R005",
                levels: vec![(Severity::Critical, 5)],
                datapoints: (1, 1),
            }),
            throttles: Some(ThrottleAlarm { id: "W2", runbook: "R005", datapoints: (1, 1) }),
            duration: Some(DurationAlarm { id: "W2", runbook: "R005", percent: 80 }),
        }
    }

    /// Of what a schedule starts: J1, when calls fail in two periods in a row, are throttled, or end near the timeout.
    pub fn job() -> Self {
        Self {
            errors: Some(ErrorAlarm {
                id: "J1",
                runbook: "R005",
                levels: vec![(Severity::Warn, 1)],
                datapoints: (2, 2),
            }),
            throttles: Some(ThrottleAlarm { id: "J1", runbook: "R005", datapoints: (5, 5) }),
            duration: Some(DurationAlarm { id: "J1", runbook: "R005", percent: 80 }),
        }
    }

    pub(super) fn check(&self, checked: &Checked) -> Result<(), ComponentError> {
        let levels = self.errors.as_ref().map_or(0, |errors| errors.levels.len());
        if levels == 0 && self.throttles.is_none() && self.duration.is_none() {
            let reason =
                "are none: nobody would know that the function fails; take FunctionAlarms::worker(), or others";
            return Err(checked.invalid("alarms", reason));
        }
        let percent = self.duration.map_or(1, |duration| duration.percent);
        checked.within("alarms.duration.percent", percent, 1..=99, "at 100 the call has been cut off already")
    }

    /// Creates them for a function of this name and timeout.
    pub(super) fn create(
        self,
        ctx: &Context,
        alarms: &Alarms,
        (name, timeout_s): (&str, u32),
        below: impl Fn() -> ResourceOptions,
    ) {
        let physical = alarms.site().name(name);
        let errors = self.errors.map(|errors| errors.alarms(name, &physical)).unwrap_or_default();
        let throttles = self.throttles.map(|throttles| throttles.alarm(name, &physical));
        let duration = self.duration.map(|duration| duration.alarm((name, &physical), timeout_s));
        for alarm in errors.into_iter().chain(throttles).chain(duration) {
            alarms.create(ctx, alarm, below());
        }
    }
}

impl Default for FunctionAlarms {
    /// Those of a worker.
    fn default() -> Self {
        Self::worker()
    }
}

fn of_function(metric: &str, function: &str, statistic: Statistic) -> Measure {
    Measure::new("AWS/Lambda", metric, statistic).dimension("FunctionName", function)
}

impl ErrorAlarm {
    fn alarms(self, name: &str, function: &str) -> Vec<Alarm> {
        let alarm = |(severity, threshold): (Severity, u32)| Alarm {
            id: self.id,
            subject: format!("{name}-errors"),
            severity,
            runbook: self.runbook,
            summary: format!("{threshold} or more calls of {function} failed within 5 min"),
            series: Series::Metric(of_function("Errors", function, Statistic::Sum)),
            period_s: 300,
            datapoints: self.datapoints,
            comparison: Comparison::AtLeast,
            threshold: f64::from(threshold),
            missing: MissingData::NotBreaching,
        };
        self.levels.iter().copied().map(alarm).collect()
    }
}

impl ThrottleAlarm {
    fn alarm(self, name: &str, function: &str) -> Alarm {
        Alarm {
            id: self.id,
            subject: format!("{name}-throttles"),
            severity: Severity::Warn,
            runbook: self.runbook,
            summary: format!("calls of {function} were refused because too many ran at once"),
            series: Series::Metric(of_function("Throttles", function, Statistic::Sum)),
            period_s: 60,
            datapoints: self.datapoints,
            comparison: Comparison::Above,
            threshold: 0.0,
            missing: MissingData::NotBreaching,
        }
    }
}

impl DurationAlarm {
    fn alarm(self, (name, function): (&str, &str), timeout_s: u32) -> Alarm {
        let duration = of_function("Duration", function, Statistic::Percentile(99));
        Alarm {
            id: self.id,
            subject: format!("{name}-duration"),
            severity: Severity::Warn,
            runbook: self.runbook,
            summary: format!("calls of {function} take more than {} % of its {timeout_s} s", self.percent),
            series: Series::Metric(duration.dimension("Resource", format!("{function}:live"))),
            period_s: 300,
            datapoints: (3, 3),
            comparison: Comparison::Above,
            // Milliseconds, of seconds and per cent.
            threshold: f64::from(timeout_s * self.percent * 10),
            missing: MissingData::NotBreaching,
        }
    }
}
