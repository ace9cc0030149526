//! A policy: its description and its function.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;

use super::error::Result;
use super::level::{EnforcementLevel, Severity};
use super::report::Report;
use super::resource::{PolicyResource, StackResource};
use super::schema::ConfigSchema;
use super::settings::Setting;
use super::stack::StackInfo;
use crate::value::Map;

type ResourceRule = dyn Fn(&ResourceArgs<'_>, &mut Report) -> Result + Send + Sync;
type StackRule = dyn Fn(&StackArgs<'_>, &mut Report) -> Result + Send + Sync;
type Remediation = dyn Fn(&ResourceArgs<'_>) -> Result<Option<Map>> + Send + Sync;

/// A rule with a name.
pub struct Policy {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) level: EnforcementLevel,
    pub(crate) severity: Option<Severity>,
    pub(crate) schema: Option<ConfigSchema>,
    /// Empty: all types.
    pub(crate) types: BTreeSet<String>,
    pub(crate) rule: Rule,
}

pub(crate) enum Rule {
    Resource(Box<ResourceRule>),
    Stack(Box<StackRule>),
    Remediation(Box<Remediation>),
}

/// What a policy about a resource is told.
#[derive(Debug)]
pub struct ResourceArgs<'a> {
    /// The resource, before it is created or updated.
    pub resource: &'a PolicyResource,
    /// The stack.
    pub stack: &'a StackInfo,
    pub(crate) policy: &'a str,
    pub(crate) setting: &'a Setting,
}

/// What a policy about the stack is told.
#[derive(Debug)]
pub struct StackArgs<'a> {
    /// All resources, the stack itself and providers included.
    pub resources: &'a [StackResource],
    /// The stack.
    pub stack: &'a StackInfo,
    pub(crate) policy: &'a str,
    pub(crate) setting: &'a Setting,
}

impl ResourceArgs<'_> {
    /// The policy's configuration.
    ///
    /// # Errors
    /// It does not fit the type.
    pub fn config<T: DeserializeOwned>(&self) -> Result<T> {
        self.setting.read(self.policy)
    }
}

impl<'a> StackArgs<'a> {
    /// The policy's configuration.
    ///
    /// # Errors
    /// It does not fit the type.
    pub fn config<T: DeserializeOwned>(&self) -> Result<T> {
        self.setting.read(self.policy)
    }

    /// Resources of this type.
    pub fn of_type(&self, type_: &str) -> impl Iterator<Item = &'a StackResource> {
        self.resources.iter().filter(move |one| one.resource.type_ == type_)
    }
}

impl Policy {
    fn new(name: impl Into<String>, description: impl Into<String>, level: EnforcementLevel, rule: Rule) -> Self {
        let (name, description) = (name.into(), description.into());
        Self { name, description, level, severity: None, schema: None, types: BTreeSet::new(), rule }
    }

    /// A policy that judges each resource before it is created or updated, by its inputs. Advisory by default.
    pub fn resource(
        name: impl Into<String>,
        description: impl Into<String>,
        rule: impl Fn(&ResourceArgs<'_>, &mut Report) -> Result + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, description, EnforcementLevel::Advisory, Rule::Resource(Box::new(rule)))
    }

    /// A policy that judges all resources together, after the preview or the update, by their outputs. Advisory by default.
    pub fn stack(
        name: impl Into<String>,
        description: impl Into<String>,
        rule: impl Fn(&StackArgs<'_>, &mut Report) -> Result + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, description, EnforcementLevel::Advisory, Rule::Stack(Box::new(rule)))
    }

    /// A policy that puts a resource's inputs right: the function returns all inputs as they should be, or `None` if they
    /// are right. Level remediate by default; at the levels advisory and mandatory nothing is changed, and what would be is
    /// a violation. Applied to its own result, the function must not change it again. Change a copy of
    /// [`super::Properties::as_map`], so that secrets stay marked.
    pub fn remediation(
        name: impl Into<String>,
        description: impl Into<String>,
        remedy: impl Fn(&ResourceArgs<'_>) -> Result<Option<Map>> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, description, EnforcementLevel::Remediate, Rule::Remediation(Box::new(remedy)))
    }

    /// What a violation does, unless a configuration says otherwise.
    #[must_use]
    pub const fn level(mut self, level: EnforcementLevel) -> Self {
        self.level = level;
        self
    }

    /// How bad a violation is.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The form of the policy's configuration.
    #[must_use]
    pub fn schema(mut self, schema: ConfigSchema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Only resources of this type; call it again for more types.
    #[must_use]
    pub fn of_type(mut self, type_: impl Into<String>) -> Self {
        self.types.insert(type_.into());
        self
    }

    pub(crate) fn concerns(&self, resource: &PolicyResource) -> bool {
        self.types.is_empty() || self.types.contains(&resource.type_)
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.rule {
            Rule::Resource(_) => "resource",
            Rule::Stack(_) => "stack",
            Rule::Remediation(_) => "remediation",
        };
        f.debug_struct("Policy").field("name", &self.name).field("kind", &kind).finish_non_exhaustive()
    }
}
