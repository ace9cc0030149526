//! The scheduled jobs that exist.

use switchboard_domain::Millis;

/// A scheduled job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Re-enqueues deferred events that are due.
    Retry,
    /// Reads unknown replies back and finishes what crashed workers left.
    Repair,
    /// Asks everything that Switchboard depends on.
    Health,
    /// Sends a webhook of its own through the public edge.
    Probe,
}

impl Job {
    /// All jobs.
    pub const ALL: [Self; 4] = [Self::Retry, Self::Repair, Self::Health, Self::Probe];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Repair => "repair",
            Self::Health => "health",
            Self::Probe => "probe",
        }
    }

    /// The job with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// Time between runs.
    pub const fn cadence(self) -> Millis {
        match self {
            Self::Retry => Millis::from_mins(1),
            Self::Repair => Millis::from_mins(2),
            Self::Health => Millis::from_mins(15),
            Self::Probe => Millis::from_mins(5),
        }
    }

    /// What it does, for listings.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Retry => "re-enqueue deferred events that are due",
            Self::Repair => "settle unknown replies and what crashed workers left",
            Self::Health => "ask vendors, secrets and switches whether they work",
            Self::Probe => "send a webhook that means nothing through the public edge",
        }
    }
}
