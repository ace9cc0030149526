//! Judges inputs by the schema, the first thing that the engine asks of every resource.

mod autoname;
mod defaults;
mod tags;
mod validate;

use aws_schema::{ResourceType, Schema};
use pulumi_proto::CheckFailure;

pub use autoname::{AutonameOptions, Autonaming, NameRule, name_rule};
pub use defaults::{record, recorded};
pub use tags::TAGS_ALL;
pub use validate::{suggestion, validate_function, validate_resource, validate_value};

use crate::property::{Map, PropertyPath, Value, present};
use crate::urn::Urn;

/// An input that is not right, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where.
    pub path: PropertyPath,
    /// Why, and what to do.
    pub reason: String,
}

impl Failure {
    /// A failure of a property of the resource itself.
    pub fn of(property: &str, reason: impl Into<String>) -> Self {
        Self { path: PropertyPath::root(property), reason: reason.into() }
    }
}

impl From<Failure> for CheckFailure {
    fn from(failure: Failure) -> Self {
        Self { property: failure.path.to_string(), reason: failure.reason }
    }
}

/// What a resource is checked with.
#[derive(Debug)]
pub struct CheckContext<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The resource's type.
    pub resource: &'a ResourceType,
    /// The resource's URN.
    pub urn: &'a Urn,
    /// Inputs of the last deployment; empty for a new or replaced resource.
    pub olds: &'a Map,
    /// Tags that the provider's configuration puts on everything.
    pub default_tags: &'a Map,
    /// How names are made.
    pub autonaming: Autonaming<'a>,
}

/// Completed inputs, or what is wrong with them.
pub fn check(context: &CheckContext<'_>, news: &Map) -> (Map, Vec<Failure>) {
    let mut inputs = news.clone();
    inputs.remove(crate::property::DEFAULTS);
    let mut filled = Vec::new();
    let mut failures = Vec::new();

    if let Some(rule) = name_rule(context.urn.type_token(), context.resource) {
        match context.autonaming.name(&rule, context.urn, &inputs, context.olds) {
            Ok(Some(name)) => {
                inputs.insert(rule.property.to_owned(), Value::String(name));
                filled.push(rule.property.to_owned());
            }
            Ok(None) => {}
            Err(failure) => failures.push(failure),
        }
    }
    for (property, value) in defaults::defaults(context.urn.type_token()) {
        if present(&inputs, property).is_none() {
            inputs.insert((*property).to_owned(), Value::String((*value).to_owned()));
            filled.push((*property).to_owned());
        }
    }
    failures.extend(validate_resource(context.schema, context.resource, &inputs));
    if failures.is_empty() {
        if let Some(tags) = tags::all_tags(context.resource, context.default_tags, &inputs) {
            inputs.insert(TAGS_ALL.to_owned(), tags);
        }
        defaults::record(&mut inputs, filled);
    }
    (inputs, failures)
}
