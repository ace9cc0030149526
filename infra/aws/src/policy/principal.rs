//! Who a statement is about.

use pulumi::Input;

/// Who a statement of a resource or trust policy is about.
#[derive(Clone, Debug)]
pub struct Principal(pub(crate) Who);

#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// Everyone.
    Any,
    /// Under this member of `Principal`.
    Named(&'static str, Input<String>),
}

impl Principal {
    /// Everyone: `*`.
    pub fn any() -> Self {
        Self(Who::Any)
    }

    /// A service of AWS: `lambda.amazonaws.com`.
    pub fn service(name: impl Into<Input<String>>) -> Self {
        Self(Who::Named("Service", name.into()))
    }

    /// An account id, or the ARN of an account, role or user.
    pub fn aws(arn: impl Into<Input<String>>) -> Self {
        Self(Who::Named("AWS", arn.into()))
    }

    /// ARN of an identity provider.
    pub fn federated(arn: impl Into<Input<String>>) -> Self {
        Self(Who::Named("Federated", arn.into()))
    }
}
