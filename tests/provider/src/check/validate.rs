//! Compares values with the types of the schema. Unknown values fit everywhere; secrets are looked through.

use std::collections::BTreeMap;

use aws_schema::{Function, InputProperty, ResourceType, Schema, Type};

use super::Failure;
use crate::property::{Map, PropertyPath, Value, is_internal, to_json};

/// Most likeness, from 0 to 1, at which two names are taken for different ones.
const UNLIKE: f64 = 0.7;

/// What is wrong with a resource's inputs.
pub fn validate_resource(schema: &Schema, resource: &ResourceType, inputs: &Map) -> Vec<Failure> {
    validate_members(schema, &resource.inputs, inputs, &PropertyPath::default())
}

/// What is wrong with a function's arguments.
pub fn validate_function(schema: &Schema, function: &Function, arguments: &Map) -> Vec<Failure> {
    validate_members(schema, &function.inputs, arguments, &PropertyPath::default())
}

/// What is wrong with a value.
pub fn validate_value(schema: &Schema, kind: &Type, value: &Value, path: &PropertyPath) -> Vec<Failure> {
    let mismatch = || {
        let hint = if let Value::Resource(_) = value { "; pass an output of the resource, such as its id" } else { "" };
        vec![Failure { path: path.clone(), reason: format!("expected {kind}, got {}{hint}", value.kind()) }]
    };
    match (kind, value) {
        (_, Value::Unknown | Value::Null) | (Type::Any, _) => Vec::new(),
        (_, Value::Secret(inner)) => validate_value(schema, kind, inner, path),
        (Type::String, Value::String(_))
        | (Type::Number, Value::Number(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Archive | Type::AssetOrArchive, Value::Archive(_))
        | (Type::Asset | Type::AssetOrArchive, Value::Asset(_)) => Vec::new(),
        (Type::List(kind), Value::Array(items)) => {
            let items = items.iter().enumerate();
            items.flat_map(|(index, item)| validate_value(schema, kind, item, &path.index(index))).collect()
        }
        (Type::Map(kind), Value::Object(members)) => {
            let members = members.iter().filter(|(key, _)| !is_internal(key));
            members.flat_map(|(key, member)| validate_value(schema, kind, member, &path.key(key))).collect()
        }
        (Type::Object(reference), Value::Object(members)) => match schema.input_object(reference) {
            Some(known) => validate_members(schema, known, members, path),
            None => Vec::new(),
        },
        (Type::Enum(reference), Value::String(_) | Value::Number(_)) => validate_enum(schema, reference, value, path),
        (Type::OneOf(alternatives), value) => validate_one_of(schema, alternatives, value, path, mismatch),
        _ => mismatch(),
    }
}

fn validate_members(
    schema: &Schema,
    known: &BTreeMap<String, InputProperty>,
    members: &Map,
    path: &PropertyPath,
) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (name, value) in members.iter().filter(|(name, _)| !is_internal(name)) {
        match known.get(name) {
            Some(property) => failures.extend(validate_value(schema, &property.type_, value, &path.key(name))),
            None => {
                let hint = match suggestion(name, known.keys()) {
                    Some(likely) => format!("did you mean `{likely}`?"),
                    None => format!("known are {}", list(known.keys())),
                };
                failures.push(Failure { path: path.key(name), reason: format!("unknown property; {hint}") });
            }
        }
    }
    let missing = |name: &str| members.get(name).is_none_or(|value| *value == Value::Null);
    for (name, _) in known.iter().filter(|(name, property)| property.required && missing(name)) {
        failures.push(Failure { path: path.key(name), reason: "required property is missing; set it".to_owned() });
    }
    failures
}

fn validate_enum(schema: &Schema, reference: &str, value: &Value, path: &PropertyPath) -> Vec<Failure> {
    let Some(enumeration) = schema.enums.get(reference) else { return Vec::new() };
    let json = to_json(value);
    if enumeration.open || enumeration.values.values().any(|allowed| json == *allowed) {
        return Vec::new();
    }
    let allowed: Vec<String> = enumeration.values.values().map(|value| format!("{value:?}")).collect();
    vec![Failure { path: path.clone(), reason: format!("{json} is not one of {}", allowed.join(", ")) }]
}

/// Shows the failures of the alternative that the value was meant for, if that can be said.
fn validate_one_of(
    schema: &Schema,
    alternatives: &[Type],
    value: &Value,
    path: &PropertyPath,
    mismatch: impl Fn() -> Vec<Failure>,
) -> Vec<Failure> {
    let mut deepest: Option<Vec<Failure>> = None;
    for alternative in alternatives {
        let failures = validate_value(schema, alternative, value, path);
        if failures.is_empty() {
            return failures;
        }
        let inside = !failures.iter().any(|failure| failure.path == *path && failure.reason.starts_with("expected "));
        if inside && deepest.is_none() {
            deepest = Some(failures);
        }
    }
    deepest.unwrap_or_else(mismatch)
}

/// The known name that was probably meant.
pub fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let wanted = name.replace('_', "").to_lowercase();
    let likeness = |candidate: &str| strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase());
    let best = known.map(|candidate| (likeness(candidate), candidate)).max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(likeness, _)| *likeness > UNLIKE).map(|(_, candidate)| candidate.as_str())
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
