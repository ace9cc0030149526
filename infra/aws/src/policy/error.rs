//! What makes a document no policy.

/// Why a document cannot be rendered. `statement` is its sid, or `#n`, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// No statements.
    #[error("the policy document has no statements; add one or leave the policy out")]
    NoStatements,
    /// No actions.
    #[error("statement {statement} names no actions; name at least one")]
    NoActions {
        /// Which statement.
        statement: String,
    },
    /// An action that IAM cannot read.
    #[error("statement {statement}: `{action}` is no action; write `service:Name`, as in sqs:SendMessage")]
    MalformedAction {
        /// Which statement.
        statement: String,
        /// The action.
        action: String,
    },
    /// A principal where the policy's holder is the principal.
    #[error("statement {statement} names a principal, which {kind} has not; remove it or make it a resource policy")]
    PrincipalNotAllowed {
        /// Which statement.
        statement: String,
        /// Kind of the document.
        kind: super::Kind,
    },
    /// No principal where one must be.
    #[error("statement {statement} names no principal, which {kind} needs; add one with `.principal(…)`")]
    NoPrincipal {
        /// Which statement.
        statement: String,
        /// Kind of the document.
        kind: super::Kind,
    },
    /// `*` beside others.
    #[error("statement {statement} is about everyone and about others as well; name one or the other")]
    MixedPrincipals {
        /// Which statement.
        statement: String,
    },
    /// No resource where one must be.
    #[error("statement {statement} names no resource, which {kind} needs; add one with `.resource(…)`")]
    NoResources {
        /// Which statement.
        statement: String,
        /// Kind of the document.
        kind: super::Kind,
    },
    /// A resource where the policy's holder is the resource.
    #[error("statement {statement} names a resource, which {kind} has not; remove it")]
    ResourceNotAllowed {
        /// Which statement.
        statement: String,
        /// Kind of the document.
        kind: super::Kind,
    },
    /// A condition without values.
    #[error("statement {statement}: the condition on `{key}` has no values; name at least one")]
    NoValues {
        /// Which statement.
        statement: String,
        /// Key of the condition.
        key: String,
    },
    /// A second condition that would replace the first.
    #[error("statement {statement} has two conditions {operator} on `{key}`; put all values into one")]
    DuplicateCondition {
        /// Which statement.
        statement: String,
        /// Operator of both.
        operator: String,
        /// Key of both.
        key: String,
    },
    /// A sid that IAM does not take.
    #[error("`{sid}` is no sid; use letters and digits only")]
    MalformedSid {
        /// The sid.
        sid: String,
    },
    /// Two statements with one sid.
    #[error("two statements have the sid `{sid}`; name them differently")]
    DuplicateSid {
        /// The sid.
        sid: String,
    },
}

impl PolicyError {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoStatements => "policy-no-statements",
            Self::NoActions { .. } => "policy-no-actions",
            Self::MalformedAction { .. } => "policy-malformed-action",
            Self::PrincipalNotAllowed { .. } => "policy-principal-not-allowed",
            Self::NoPrincipal { .. } => "policy-no-principal",
            Self::MixedPrincipals { .. } => "policy-mixed-principals",
            Self::NoResources { .. } => "policy-no-resources",
            Self::ResourceNotAllowed { .. } => "policy-resource-not-allowed",
            Self::NoValues { .. } => "policy-no-values",
            Self::DuplicateCondition { .. } => "policy-duplicate-condition",
            Self::MalformedSid { .. } => "policy-malformed-sid",
            Self::DuplicateSid { .. } => "policy-duplicate-sid",
        }
    }
}

/// So that a program can return it with `?`.
impl From<PolicyError> for pulumi::Error {
    fn from(error: PolicyError) -> Self {
        Self::new(error.to_string())
    }
}
