//! A scripted day: requests that the world outside makes, each at its time.

use serde::Deserialize;
use serde_json::Value;
use switchboard_domain::Millis;

use crate::context::Context;

/// A scenario file: `{"steps": [{"at_ms": 0, "path": "/_sim/faults", "body": {"latency_ms": 50}}, …]}`.
///
/// Steps are carried out in order of `at_ms`; those of the same time in the order of the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What happens, and when.
    pub steps: Vec<Step>,
}

/// One request by POST to the admin side or to `/v1/tickets`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Milliseconds since the start of the scenario.
    #[serde(default)]
    pub at_ms: u32,
    /// `/_sim/…` or `/v1/tickets`.
    pub path: String,
    /// JSON body.
    #[serde(default)]
    pub body: Value,
}

/// Why a scenario was not read or not played to its end.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The text is no scenario.
    #[error("the scenario cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// A step's path is neither the admin side's nor `/v1/tickets`.
    #[error("step {0} of the scenario has a path that no scenario may call")]
    ForeignPath(usize),
    /// The simulators refused a step.
    #[error("step {step} of the scenario was answered with {status}")]
    Refused {
        /// Number of the step in the file, from 1.
        step: usize,
        /// HTTP status.
        status: u16,
    },
    /// A step was not answered, for example while connections were refused.
    #[error("step {step} of the scenario was not answered")]
    Unanswered {
        /// Number of the step in the file, from 1.
        step: usize,
        /// What the HTTP client met.
        #[source]
        source: reqwest::Error,
    },
}

impl ScenarioError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "scenario.unreadable",
            Self::ForeignPath(_) => "scenario.foreign_path",
            Self::Refused { .. } => "scenario.refused",
            Self::Unanswered { .. } => "scenario.unanswered",
        }
    }
}

impl Scenario {
    /// Reads a scenario file's text.
    ///
    /// # Errors
    /// [`ScenarioError::Unreadable`], [`ScenarioError::ForeignPath`].
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = serde_json::from_str(text).map_err(ScenarioError::Unreadable)?;
        let foreign =
            scenario.steps.iter().position(|step| !(step.path.starts_with("/_sim/") || step.path == "/v1/tickets"));
        foreign.map_or(Ok(scenario), |index| Err(ScenarioError::ForeignPath(index + 1)))
    }

    pub(crate) async fn play(&self, context: &Context, url: &str) -> Result<(), ScenarioError> {
        let started = context.clock.now();
        let mut order: Vec<(usize, &Step)> = self.steps.iter().enumerate().collect();
        order.sort_by_key(|(_, step)| step.at_ms);
        for (index, step) in order {
            let due = started + Millis(i64::from(step.at_ms));
            tokio::time::sleep(context.clock.real_duration(due - context.clock.now())).await;
            let request = context.http.post(format!("{url}{}", step.path)).body(step.body.to_string());
            let number = index + 1;
            let response = request.send().await.map_err(|source| ScenarioError::Unanswered { step: number, source })?;
            if !response.status().is_success() {
                return Err(ScenarioError::Refused { step: number, status: response.status().as_u16() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_checked_before_they_are_played() {
        let code = |text: &str| Scenario::from_json(text).err().map(|error| error.code());
        assert_eq!(
            code(r#"{"steps": [{"path": "/v1/tickets", "body": {}}, {"at_ms": 5, "path": "/_sim/faults"}]}"#),
            None
        );
        assert_eq!(code(r#"{"steps": [{"path": "/v1/tickets/x/send-message"}]}"#), Some("scenario.foreign_path"));
        assert_eq!(code(r#"{"steps": [{"path": "/_sim/faults", "when": 5}]}"#), Some("scenario.unreadable"));
        assert_eq!(code("not json"), Some("scenario.unreadable"));
    }
}
