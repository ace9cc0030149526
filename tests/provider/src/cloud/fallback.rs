//! Plausible values for outputs that the table says nothing about.

use aws_schema::{Schema, Type};

use super::template::{Facts, render};
use super::{ACCOUNT, TIME};
use crate::property::{Map, Value};

/// How deep nested objects are made; types may contain themselves.
const DEPTH: usize = 4;

/// A value of the type for a required output.
pub(super) fn value(schema: &Schema, kind: &Type, name: &str, facts: &Facts<'_>) -> Value {
    nested(schema, kind, name, facts, DEPTH)
}

fn nested(schema: &Schema, kind: &Type, name: &str, facts: &Facts<'_>, depth: usize) -> Value {
    match kind {
        Type::String => Value::String(text(name, facts)),
        Type::Number => Value::Number(0.0),
        Type::Boolean => Value::Bool(false),
        Type::List(_) => Value::Array(Vec::new()),
        Type::Map(_) => Value::Object(Map::new()),
        Type::Object(reference) => {
            let members = schema.output_object(reference).filter(|_| depth > 0).into_iter().flatten();
            let required = members.filter(|(_, member)| !member.optional);
            let made =
                required.map(|(name, member)| (name.clone(), nested(schema, &member.type_, name, facts, depth - 1)));
            Value::Object(made.collect())
        }
        Type::Enum(reference) => {
            let first = schema.enums.get(reference).and_then(|enumeration| enumeration.values.values().next());
            Value::String(first.cloned().unwrap_or_default())
        }
        Type::OneOf(alternatives) => {
            alternatives.first().map_or(Value::Null, |first| nested(schema, first, name, facts, depth))
        }
        Type::Any | Type::Archive | Type::Asset | Type::AssetOrArchive => Value::Null,
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
