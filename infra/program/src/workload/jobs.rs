//! Scheduled jobs.

use components::{Cadence, Schedules, SchedulesArgs};
use pulumi::Result;

use super::functions::{Functions, Runner};
use super::{Queues, Workload};

/// A job, when it runs, and which function may run it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) name: &'static str,
    /// Minutes between two runs.
    pub(super) every_min: u32,
    pub(super) runner: Runner,
}

/// The jobs.
pub(super) const JOBS: [Job; 5] = [
    Job { name: "probe", every_min: 5, runner: Runner::General },
    Job { name: "health", every_min: 15, runner: Runner::General },
    Job { name: "retry", every_min: 1, runner: Runner::Redrive },
    Job { name: "repair", every_min: 2, runner: Runner::General },
    Job { name: "token-refresh", every_min: 240, runner: Runner::Token },
];

impl Job {
    fn cadence(&self) -> Cadence {
        match self.every_min {
            minutes if minutes % 60 == 0 => Cadence::Hours(minutes / 60),
            minutes => Cadence::Minutes(minutes),
        }
    }
}

impl Workload<'_> {
    /// The store's token is refreshed only where that is switched on.
    pub(super) fn is_enabled(&self, job: &Job) -> bool {
        job.runner != Runner::Token || self.settings.product.shopify.refresh.enabled
    }

    pub(super) fn schedules(&self, queues: &Queues, functions: &Functions) -> Result<()> {
        let args = SchedulesArgs {
            functions: Runner::ALL.map(|runner| functions.runner(runner).live_arn().to_owned()).to_vec(),
            dead_letter_arn: queues.failed.arn().into(),
            permissions_boundary: self.settings.permissions_boundary.clone(),
        };
        let schedules = Schedules::new(self.ctx, &self.alarms, "jobs", args, self.below())?;
        for job in &JOBS {
            let input = serde_json::json!({ "job": job.name });
            let enabled = self.is_enabled(job);
            schedules.add(self.ctx, job.name, job.cadence(), functions.runner(job.runner), &input, enabled)?;
        }
        Ok(())
    }
}
