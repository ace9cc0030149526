//! What policies find.

use super::level::{EnforcementLevel, Severity};

/// Takes what a policy finds.
#[derive(Debug, Default)]
pub struct Report(Vec<Finding>);

#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) message: String,
    /// `None`: the resource that is judged, or the stack.
    pub(crate) urn: Option<String>,
}

impl Report {
    /// A violation by the resource that is judged, or by the stack. Say what is wrong and what to do about it.
    pub fn violation(&mut self, message: impl Into<String>) {
        self.0.push(Finding { message: message.into(), urn: None });
    }

    /// A violation by this resource.
    pub fn violation_at(&mut self, urn: impl Into<String>, message: impl Into<String>) {
        self.0.push(Finding { message: message.into(), urn: Some(urn.into()) });
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A violation of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Name of the policy.
    pub policy: String,
    /// The policy's description.
    pub description: String,
    /// What was found.
    pub message: String,
    /// The resource; empty for the stack.
    pub urn: String,
    /// [`EnforcementLevel::Advisory`] or [`EnforcementLevel::Mandatory`].
    pub level: EnforcementLevel,
    /// How bad it is, if the policy says.
    pub severity: Option<Severity>,
}
