//! Why a component cannot be built.

use pulumi_aws::policy::PolicyError;

/// A combination that AWS refuses or that would fail silently. The message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComponentError {
    /// An argument is out of its range.
    #[error("{component}: {field} {reason}")]
    Invalid {
        /// The component and its name, `FifoQueueWithDlq events`.
        component: String,
        /// The argument.
        field: &'static str,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A policy document that IAM would refuse.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl ComponentError {
    /// An argument that is out of its range.
    pub fn invalid(component: impl Into<String>, field: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid { component: component.into(), field, reason: reason.into() }
    }

    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "component_invalid",
            Self::Policy(error) => error.code(),
        }
    }
}

/// So that a program can return it with `?`.
impl From<ComponentError> for pulumi::Error {
    fn from(error: ComponentError) -> Self {
        Self::new(error.to_string())
    }
}
