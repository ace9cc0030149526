//! The resource graph as rules see it.

mod environment;
mod grants;
mod graph;
mod inherit;
mod json;
mod references;
mod resource;
mod value;

use std::collections::BTreeMap;

use switchboard_domain::Environment;

pub use environment::environment_of_stack;
pub(crate) use grants::Grants;
pub use json::PlanError;
pub(crate) use references::Referring;
pub use resource::{Options, PlannedResource};
pub use value::{Archive, Value};

use crate::artifact::Artifact;

/// The resources of a stack, and what else rules need to know.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Resources: those that a provider manages, components and provider instances.
    pub resources: Vec<PlannedResource>,
    /// The environment; rules that only hold for one of them say nothing while it is unknown.
    pub environment: Option<Environment>,
    /// How many functions may run at once in the account and region: the applied Lambda quota `L-B99A9384`, which the
    /// stack's configuration holds as `switchboard:accountConcurrency`.
    pub account_concurrency: Option<u32>,
    /// What is in the archives of the functions, by the path that the resource gives; see [`Plan::read_artifacts`].
    pub artifacts: BTreeMap<String, Artifact>,
}

impl Plan {
    /// Resources of a type, in the plan's order.
    pub(crate) fn of<'a>(&'a self, type_token: &str) -> impl Iterator<Item = &'a PlannedResource> {
        self.resources.iter().filter(move |one| one.type_token == type_token)
    }

    /// Resources of several types, in the plan's order.
    pub(crate) fn of_any<'a>(&'a self, types: &[&str]) -> impl Iterator<Item = &'a PlannedResource> {
        self.resources.iter().filter(move |one| types.contains(&one.type_token.as_str()))
    }

    /// Whether this is the production environment.
    pub(crate) fn is_production(&self) -> bool {
        self.environment == Some(Environment::Prod)
    }
}
