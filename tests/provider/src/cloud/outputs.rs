//! Completes inputs with outputs.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_schema::{Function, OutputProperty, ResourceType, Schema, Type};
use serde_json::Value as Json;

use super::function;
use super::table::{Entry, Table};
use super::template::{Facts, render};
use super::{Place, fallback};
use crate::check::TAGS_ALL;
use crate::diff::changes;
use crate::property::{DEFAULTS, Map, PropertyPath, Value, from_json, peek, present};
use crate::urn::Urn;

/// Makes what only AWS knows.
#[derive(Debug)]
pub struct Cloud {
    schema: Arc<Schema>,
    table: Table,
}

/// The resource that values are made for.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The type's token.
    pub type_token: &'a str,
    /// The type in the schema.
    pub resource: &'a ResourceType,
    /// Where it is.
    pub place: &'a Place,
}

/// A resource that was made up.
#[derive(Clone, Debug, PartialEq)]
pub struct Creation {
    /// Its id.
    pub id: String,
    /// Its properties: inputs and outputs.
    pub properties: Map,
}

impl Cloud {
    /// A cloud over the built-in table.
    ///
    /// # Errors
    /// If the table has not the expected form.
    pub fn new(schema: Arc<Schema>) -> Result<Self, serde_json::Error> {
        Ok(Self { schema, table: Table::embedded()? })
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// A new resource. `sequence` tells resources with the same URN apart.
    pub fn create(&self, subject: &Subject<'_>, urn: &Urn, inputs: &Map, sequence: u64) -> Creation {
        let seed = format!("{}#{sequence}", urn.as_str());
        let template = self.table.entry(subject.type_token).map_or("{name}", |entry| &entry.id);
        let facts = Facts { place: subject.place, seed: &seed, sequence, id: "", properties: inputs };
        let mut id = render(template, &facts);
        if id.is_empty() {
            id = render(&format!("{}-{{hex 7}}", urn.name()), &facts);
        }
        let properties = self.complete(subject, None, inputs, &Facts { id: &id, ..facts });
        Creation { id, properties }
    }

    /// The properties of a resource that is only known by its id and some properties.
    pub fn describe(&self, subject: &Subject<'_>, id: &str, known: &Map) -> Map {
        let facts = Facts { place: subject.place, seed: id, sequence: 1, id, properties: known };
        self.complete(subject, None, known, &facts)
    }

    /// The properties after an update.
    pub fn update(&self, subject: &Subject<'_>, id: &str, olds: &Map, inputs: &Map, sequence: u64) -> Map {
        let facts = Facts { place: subject.place, seed: id, sequence, id, properties: inputs };
        self.complete(subject, Some(olds), inputs, &facts)
    }

    /// The properties that a preview can promise of a new resource.
    pub fn preview_create(&self, subject: &Subject<'_>, inputs: &Map) -> Map {
        self.preview(subject, None, inputs)
    }

    /// The properties that a preview can promise after an update.
    pub fn preview_update(&self, subject: &Subject<'_>, olds: &Map, inputs: &Map) -> Map {
        self.preview(subject, Some(olds), inputs)
    }

    /// The result of a function whose results have these forms.
    pub fn answer(&self, function: &Function, forms: &BTreeMap<String, Json>, place: &Place, arguments: &Map) -> Map {
        let facts = Facts { place, seed: "function", sequence: 1, id: "", properties: arguments };
        let mut result = arguments.clone();
        for (name, output) in function.outputs.iter().filter(|(name, _)| present(arguments, name).is_none()) {
            let value = match forms.get(name) {
                Some(form) => typed(&output.type_, &from_json(&rendered(form, &facts))),
                None if output.optional => continue,
                None => fallback::value(&self.schema, &output.type_, name, &facts),
            };
            result.insert(name.clone(), value);
        }
        result
    }

    /// What tells resources of a type apart.
    pub fn key(&self, subject: &Subject<'_>, id: &str, properties: &Map) -> String {
        let Some(template) = self.table.entry(subject.type_token).and_then(|entry| entry.key.as_ref()) else {
            return id.to_owned();
        };
        let facts = Facts { place: subject.place, seed: id, sequence: 0, id, properties };
        render(template, &facts)
    }

    /// Whether a resource of the type is created over an existing one without complaint.
    pub fn creates_over(&self, type_token: &str) -> bool {
        self.table.entry(type_token).is_some_and(|entry| entry.put)
    }

    fn complete(&self, subject: &Subject<'_>, olds: Option<&Map>, inputs: &Map, facts: &Facts<'_>) -> Map {
        let mut properties = without_record(inputs);
        let recomputed = olds.map(|olds| self.recomputed(subject.type_token, olds, inputs)).unwrap_or_default();
        for (name, output) in missing(subject.resource, inputs) {
            let kept = olds.and_then(|olds| keep(subject.resource, name, output, olds));
            let value = match kept {
                Some(kept) if !recomputed.iter().any(|other| other == name) => Some(kept),
                _ => self.output(subject, name, output, olds, facts),
            };
            properties.extend(value.map(|value| (name.clone(), value)));
        }
        properties
    }

    fn preview(&self, subject: &Subject<'_>, olds: Option<&Map>, inputs: &Map) -> Map {
        let mut properties = without_record(inputs);
        let recomputed = olds.map(|olds| self.recomputed(subject.type_token, olds, inputs)).unwrap_or_default();
        for (name, output) in missing(subject.resource, inputs) {
            let kept = olds.and_then(|olds| keep(subject.resource, name, output, olds));
            let value = match kept {
                Some(kept) if !recomputed.iter().any(|other| other == name) => kept,
                _ if output.optional && !self.has_form(subject.type_token, name) => continue,
                _ if name == "region" => Value::String(subject.place.region().as_str().to_owned()),
                _ => Value::Unknown,
            };
            properties.insert(name.clone(), value);
        }
        properties
    }

    fn output(
        &self,
        subject: &Subject<'_>,
        name: &str,
        output: &OutputProperty,
        olds: Option<&Map>,
        facts: &Facts<'_>,
    ) -> Option<Value> {
        if subject.type_token == function::FUNCTION {
            let special = function::output(name, olds, facts);
            if special.is_some() {
                return special;
            }
        }
        if name == TAGS_ALL {
            return Some(facts.properties.get("tags").cloned().unwrap_or_else(|| Value::Object(Map::new())));
        }
        let form = self.table.entry(subject.type_token).and_then(|entry| entry.outputs.get(name));
        match form {
            Some(form) => Some(typed(&output.type_, &from_json(&rendered(form, facts)))),
            None if output.optional => None,
            None => Some(fallback::value(&self.schema, &output.type_, name, facts)),
        }
    }

    fn has_form(&self, type_token: &str, name: &str) -> bool {
        self.table.entry(type_token).is_some_and(|entry| entry.outputs.contains_key(name))
    }

    /// Outputs that an update to these inputs changes.
    fn recomputed(&self, type_token: &str, olds: &Map, inputs: &Map) -> Vec<String> {
        let olds: Map = olds.iter().filter(|(name, _)| inputs.contains_key(*name)).map(cloned).collect();
        let changes = changes(&olds, inputs);
        let changed: Vec<&str> = changes.iter().map(|change| &change.path).map(PropertyPath::head).collect();
        if changed.is_empty() {
            return Vec::new();
        }
        if type_token == function::FUNCTION {
            return function::recomputed(&changed, inputs).into_iter().map(str::to_owned).collect();
        }
        self.table.entry(type_token).map(|entry: &Entry| entry.volatile.clone()).unwrap_or_default()
    }
}

fn cloned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

fn without_record(inputs: &Map) -> Map {
    inputs.iter().filter(|(name, _)| *name != DEFAULTS).map(cloned).collect()
}

/// Outputs that the inputs do not settle.
fn missing<'a>(resource: &'a ResourceType, inputs: &Map) -> impl Iterator<Item = (&'a String, &'a OutputProperty)> {
    resource.outputs.iter().filter(|(name, _)| present(inputs, name).is_none())
}

/// The old value of an output, unless it was an input that the program took away.
fn keep(resource: &ResourceType, name: &str, output: &OutputProperty, olds: &Map) -> Option<Value> {
    let taken_away = output.optional && resource.inputs.contains_key(name);
    present(olds, name).filter(|_| !taken_away).map(|value| peek(value).clone())
}

fn rendered(form: &Json, facts: &Facts<'_>) -> Json {
    match form {
        Json::String(template) => Json::String(render(template, facts)),
        Json::Array(items) => Json::Array(items.iter().map(|item| rendered(item, facts)).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, member)| (name.clone(), rendered(member, facts))).collect())
        }
        other => other.clone(),
    }
}

/// A rendered text as the number that the schema wants.
fn typed(kind: &Type, value: &Value) -> Value {
    match (kind, value) {
        (Type::Number, Value::String(text)) => Value::Number(text.parse().unwrap_or_default()),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::template::references;
    use super::*;

    #[test]
    fn templates_refer_to_properties_of_their_type() {
        let schema = Schema::embedded().unwrap();
        let table = Table::embedded().unwrap();
        for (token, templates) in table.templates() {
            let resource = schema.resources.get(token).unwrap();
            for name in templates.into_iter().flat_map(references) {
                let known = resource.inputs.contains_key(name) || resource.outputs.contains_key(name);
                assert!(known, "a template of {token} refers to `{name}`");
            }
        }
    }
}
