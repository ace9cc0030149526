//! Which job is to run, whether it may, and what its run is answered with.

use lambda_runtime::Diagnostic;
use serde_json::{Value, json};
use switchboard_host::{HostError, Variables};
use switchboard_worker::{Job, JobOutcome};

/// Variable with the names of the jobs that the function may run, separated by commas.
const JOBS: &str = "SWITCHBOARD_JOBS";

/// Names of the jobs that the function may run. One that this release lacks does no harm until it is asked for: the list
/// belongs to the infrastructure, which may be newer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Allowed(Vec<String>);

/// Why no job ran, or why its run failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrderError {
    /// The event names no job.
    #[error("the event must be {{\"job\": NAME}}")]
    NoJob,
    /// There is no such job.
    #[error("this release has no job of that name; it has {}", names())]
    Unknown,
    /// Another function runs it.
    #[error("this function may not run {}; SWITCHBOARD_JOBS allows {allowed}", .job.name())]
    NotAllowed {
        /// What was asked for.
        job: Job,
        /// What may be asked for.
        allowed: String,
    },
    /// Something that the job needs is missing.
    #[error(transparent)]
    Host(#[from] HostError),
    /// It ran and failed.
    #[error("{} failed: {code}", .job.name())]
    Failed {
        /// Which.
        job: Job,
        /// Stable code.
        code: &'static str,
    },
}

impl OrderError {
    /// A stable code.
    const fn code(&self) -> &'static str {
        match self {
            Self::NoJob => "job.none",
            Self::Unknown => "job.unknown",
            Self::NotAllowed { .. } => "job.not_allowed",
            Self::Host(error) => error.code(),
            Self::Failed { code, .. } => code,
        }
    }
}

impl From<OrderError> for Diagnostic {
    fn from(error: OrderError) -> Self {
        Self { error_type: error.code().to_owned(), error_message: error.to_string() }
    }
}

fn names() -> String {
    Job::ALL.map(Job::name).join(", ")
}

impl Allowed {
    /// Those of `SWITCHBOARD_JOBS`.
    ///
    /// # Errors
    /// [`HostError::Variable`] if it is not set.
    pub(crate) fn of(variables: &Variables) -> Result<Self, HostError> {
        let text = variables.required(JOBS, "the jobs that this function may run")?;
        Ok(Self(text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()))
    }

    /// The job of an event.
    pub(crate) fn job(&self, event: &Value) -> Result<Job, OrderError> {
        let name = event.get("job").and_then(Value::as_str).ok_or(OrderError::NoJob)?;
        let job = Job::from_name(name).ok_or(OrderError::Unknown)?;
        if self.0.iter().any(|allowed| allowed == name) {
            Ok(job)
        } else {
            Err(OrderError::NotAllowed { job, allowed: self.0.join(", ") })
        }
    }
}

/// The answer to a run. That another run is under way is no error: a schedule may fire twice.
pub(crate) fn report(job: Job, outcome: JobOutcome) -> Result<Value, OrderError> {
    match outcome {
        JobOutcome::Ran(counts) => Ok(json!({"job": job.name(), "result": "ran", "counts": counts})),
        JobOutcome::Busy => Ok(json!({"job": job.name(), "result": "busy"})),
        JobOutcome::Failed { code, .. } => Err(OrderError::Failed { job, code }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str) -> Allowed {
        Allowed::of(&Variables::from([(JOBS, text)])).unwrap()
    }

    #[test]
    fn only_allowed_jobs_run() {
        let two = allowed("repair, health");
        assert_eq!(two.job(&json!({"job": "health"})), Ok(Job::Health));
        let refused = two.job(&json!({"job": "retry"})).unwrap_err();
        assert_eq!(refused.to_string(), "this function may not run retry; SWITCHBOARD_JOBS allows repair, health");
        assert_eq!(Diagnostic::from(refused).error_type, "job.not_allowed");
    }

    #[test]
    fn what_names_no_job_is_told_which_there_are() {
        let one = allowed("retry");
        for event in [json!({}), json!({"job": 1}), json!([]), json!(null)] {
            assert_eq!(one.job(&event), Err(OrderError::NoJob));
        }
        let unknown = one.job(&json!({"job": "sweep-everything"})).unwrap_err();
        assert!(unknown.to_string().contains("retry, repair, health, probe"), "{unknown}");
    }

    #[test]
    fn a_job_of_a_later_release_fails_when_it_is_asked_for_and_a_missing_list_at_the_start() {
        let newer = allowed("token-refresh");
        assert_eq!(newer.job(&json!({"job": "token-refresh"})), Err(OrderError::Unknown));
        assert!(Allowed::of(&Variables::default()).unwrap_err().to_string().contains(JOBS));
    }

    #[test]
    fn a_failed_run_is_an_error_and_a_second_one_at_a_time_is_not() {
        let ran = report(Job::Retry, JobOutcome::Ran([("due".to_owned(), 2)].into())).unwrap();
        assert_eq!(ran, json!({"job": "retry", "result": "ran", "counts": {"due": 2}}));
        assert_eq!(report(Job::Retry, JobOutcome::Busy).unwrap()["result"], "busy");
        let failed = JobOutcome::Failed { code: "store.unavailable", counts: Default::default() };
        let diagnostic = Diagnostic::from(report(Job::Repair, failed).unwrap_err());
        assert_eq!(diagnostic.error_type, "store.unavailable");
        assert_eq!(diagnostic.error_message, "repair failed: store.unavailable");
    }
}
