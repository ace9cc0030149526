//! How strict a policy is, and how bad a violation.

use std::fmt;

use pulumi_proto as proto;

/// What a violation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnforcementLevel {
    /// It is shown.
    Advisory,
    /// It fails the preview, and stops the update before the resource is touched.
    Mandatory,
    /// What can be remedied is remedied; the rest is mandatory.
    Remediate,
    /// The policy is not asked.
    Disabled,
}

impl EnforcementLevel {
    pub(crate) fn wire(self) -> i32 {
        let level = match self {
            Self::Advisory => proto::EnforcementLevel::Advisory,
            Self::Mandatory => proto::EnforcementLevel::Mandatory,
            Self::Remediate => proto::EnforcementLevel::Remediate,
            Self::Disabled => proto::EnforcementLevel::Disabled,
        };
        level.into()
    }

    /// `None` for a level that a later engine may have.
    pub(crate) fn from_wire(level: i32) -> Option<Self> {
        Some(match proto::EnforcementLevel::try_from(level).ok()? {
            proto::EnforcementLevel::Advisory => Self::Advisory,
            proto::EnforcementLevel::Mandatory => Self::Mandatory,
            proto::EnforcementLevel::Remediate => Self::Remediate,
            proto::EnforcementLevel::Disabled => Self::Disabled,
        })
    }

    /// The level of a violation: what remains after the remediation stops the update.
    pub(crate) fn of_violation(self) -> Self {
        if self == Self::Remediate { Self::Mandatory } else { self }
    }
}

impl fmt::Display for EnforcementLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Advisory => "advisory",
            Self::Mandatory => "mandatory",
            Self::Remediate => "remediate",
            Self::Disabled => "disabled",
        })
    }
}

/// How bad a violation is; for the reader, without an effect on the update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be improved some time.
    Low,
    /// To be planned.
    Medium,
    /// To be done soon.
    High,
    /// To be done now.
    Critical,
}

impl Severity {
    pub(crate) fn wire(severity: Option<Self>) -> i32 {
        let severity = match severity {
            None => proto::PolicySeverity::Unspecified,
            Some(Self::Low) => proto::PolicySeverity::Low,
            Some(Self::Medium) => proto::PolicySeverity::Medium,
            Some(Self::High) => proto::PolicySeverity::High,
            Some(Self::Critical) => proto::PolicySeverity::Critical,
        };
        severity.into()
    }
}
