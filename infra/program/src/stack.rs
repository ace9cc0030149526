//! Which program a stack runs.

use std::str::FromStr;

use pulumi::{Context, Error, Result};
use switchboard_domain::Environment;

use crate::workload::{self, Purpose};
use crate::{baseline, organization, settings};

/// What a stack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackKind {
    /// The organization.
    Organization,
    /// What an account of this environment needs before anything is deployed to it.
    Baseline(Environment),
    /// The middleware.
    Environment(Environment),
}

/// A stack's name that the program does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no stack `{0}`: it must be organization, baseline-dev, baseline-staging, baseline-prod, dev, staging, prod or \
     local"
)]
pub struct UnknownStack(pub String);

impl StackKind {
    /// Every stack, in the order of a first deployment.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::Baseline(Environment::Dev),
        Self::Baseline(Environment::Staging),
        Self::Baseline(Environment::Prod),
        Self::Environment(Environment::Dev),
        Self::Environment(Environment::Staging),
        Self::Environment(Environment::Prod),
        Self::Environment(Environment::Local),
    ];

    /// Name of the stack.
    pub fn name(self) -> String {
        match self {
            Self::Organization => "organization".to_owned(),
            Self::Baseline(environment) => format!("baseline-{environment}"),
            Self::Environment(environment) => environment.to_string(),
        }
    }
}

impl FromStr for StackKind {
    type Err = UnknownStack;
    fn from_str(text: &str) -> std::result::Result<Self, UnknownStack> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| UnknownStack(text.to_owned()))
    }
}

/// The program.
///
/// # Errors
/// A stack, a setting or a combination that cannot be used.
pub async fn program(ctx: Context, purpose: Purpose) -> Result {
    let kind: StackKind = ctx.stack().parse().map_err(|error: UnknownStack| Error::new(error.to_string()))?;
    match kind {
        StackKind::Organization => organization::program(ctx.clone(), settings::read(&ctx, "organization")?).await,
        StackKind::Baseline(_) => baseline::program(ctx.clone(), settings::read(&ctx, "baseline")?).await,
        StackKind::Environment(environment) => workload::program(ctx, environment, purpose).await,
    }
}
