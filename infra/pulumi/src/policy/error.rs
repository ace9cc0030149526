//! Why a policy says nothing, and what is wrong with a pack.

use crate::Error;

/// What a policy's function ends with.
pub type Result<T = ()> = std::result::Result<T, PolicyError>;

/// Why a policy did not come to a judgement.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PolicyError {
    /// The policy has nothing to say about this.
    #[error("{reason}")]
    NotApplicable {
        /// Why, as a sentence for the reader of a report.
        reason: String,
    },
    /// The policy could not do its work.
    #[error("{0}")]
    Failed(Error),
}

impl PolicyError {
    /// The policy has nothing to say about this.
    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Self::NotApplicable { reason: reason.into() }
    }
}

/// Anything that can be an error of a program is a failure of the policy.
impl<E: Into<Error>> From<E> for PolicyError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A pack that cannot be served, as its definition is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The pack's name.
    #[error("pack name `{0}` is invalid: use 1 to 100 letters, digits, `-`, `_` and `.`")]
    PackName(String),
    /// The pack's version.
    #[error("version `{0}` of the pack is invalid: write a semantic version such as 1.0.0")]
    Version(String),
    /// A policy's name has a meaning of its own.
    #[error("policy name `all` is reserved: in a configuration it stands for every policy; choose another name")]
    ReservedName,
    /// A policy without a name.
    #[error("a policy has an empty name: give each policy a name of its own")]
    EmptyName,
    /// Two policies with the same name.
    #[error("two policies have the name `{0}`: give each policy a name of its own")]
    DuplicateName(String),
    /// A schema that cannot be sent.
    #[error("configuration schema of policy `{policy}`, property `{property}`: {reason}")]
    Schema {
        /// The policy.
        policy: String,
        /// The property of its configuration.
        property: String,
        /// What is wrong.
        reason: String,
    },
    /// A configuration for a policy that the pack does not have.
    #[error("the pack configures a policy `{0}` that it does not have: correct the name")]
    UnknownPolicy(String),
    /// Types for a policy about the stack.
    #[error("policy `{0}` is about the stack: it cannot be limited to types; filter the resources in its function")]
    TypesOfStackPolicy(String),
}
