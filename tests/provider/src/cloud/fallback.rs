//! Plausible values for outputs that the table says nothing about.

use super::template::{Facts, render};
use super::{ACCOUNT, TIME};
use crate::property::{Map, Value};
use crate::schema::{PropertyType, Schema};

/// How deep nested objects are made; types may contain themselves.
const DEPTH: usize = 4;

/// A value of the type for a required output.
pub(super) fn value(schema: &Schema, kind: &PropertyType, name: &str, facts: &Facts<'_>) -> Value {
    nested(schema, kind, name, facts, DEPTH)
}

fn nested(schema: &Schema, kind: &PropertyType, name: &str, facts: &Facts<'_>, depth: usize) -> Value {
    match kind {
        PropertyType::String => Value::String(text(name, facts)),
        PropertyType::Number => Value::Number(0.0),
        PropertyType::Boolean => Value::Bool(false),
        PropertyType::List(_) => Value::Array(Vec::new()),
        PropertyType::Map(_) => Value::Object(Map::new()),
        PropertyType::Object(reference) => {
            let members =
                schema.object(reference).filter(|_| depth > 0).into_iter().flat_map(|object| &object.properties);
            let required = members.filter(|(_, member)| !member.optional);
            let made =
                required.map(|(name, member)| (name.clone(), nested(schema, &member.kind, name, facts, depth - 1)));
            Value::Object(made.collect())
        }
        PropertyType::Enum(reference) => {
            let first = schema.enumeration(reference).and_then(|enumeration| enumeration.values.values().next());
            first.map_or(Value::String(String::new()), crate::property::from_json)
        }
        PropertyType::OneOf(alternatives) => {
            alternatives.first().map_or(Value::Null, |first| nested(schema, first, name, facts, depth))
        }
        PropertyType::Any | PropertyType::Archive | PropertyType::Asset | PropertyType::AssetOrArchive => Value::Null,
    }
}

fn text(name: &str, facts: &Facts<'_>) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match name {
        "region" => render("{region}", facts),
        "arn" => render("arn:{partition}:stand-in:{region}:{account}:{id}", facts),
        "ownerId" | "accountId" | "owner" | "registryId" => ACCOUNT.to_owned(),
        _ if ends(&["Time", "Date", "Timestamp"]) => TIME.to_owned(),
        _ => String::new(),
    }
}
