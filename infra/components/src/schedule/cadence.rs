//! How often a job runs.

use std::fmt;

use super::cron;

/// How often a job runs, in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Every so many minutes, from its creation on.
    Minutes(u32),
    /// Every so many hours, from its creation on.
    Hours(u32),
    /// At the times of six fields, minute, hour, day of month, month, day of week and year: `30 3 * * ? *` is 03:30 daily.
    Cron(String),
}

/// Shortest and longest time in seconds that an event waits for its function. Afterwards the run is given up: the next one
/// does its work, and stale runs must not come in a burst when a fault is over.
const EVENT_AGE_S: (u32, u32) = (60, 300);

impl Cadence {
    /// Seconds that an event waits for its function at most: as long as the job's cadence, from 60 to 300.
    pub fn event_age_s(&self) -> u32 {
        let (shortest, longest) = EVENT_AGE_S;
        match self {
            Self::Minutes(minutes) => minutes.saturating_mul(60).clamp(shortest, longest),
            Self::Hours(_) | Self::Cron(_) => longest,
        }
    }

    /// What the service would refuse, and what to write instead.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Minutes(0) | Self::Hours(0) => {
                Err("is a rate of 0; give 1 or more, or switch the schedule off".to_owned())
            }
            Self::Minutes(_) | Self::Hours(_) => Ok(()),
            Self::Cron(fields) => cron::check(fields),
        }
    }
}

/// The expression of the service: `rate(1 minutes)`, `cron(30 3 * * ? *)`.
impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) => write!(f, "rate({minutes} minutes)"),
            Self::Hours(hours) => write!(f, "rate({hours} hours)"),
            Self::Cron(fields) => write!(f, "cron({fields})"),
        }
    }
}
