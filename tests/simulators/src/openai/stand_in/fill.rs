//! Fills any schema with what was understood.

use serde_json::{Map, Value, json};

use super::understanding::Understanding;
use crate::openai::strict::resolve;

/// Schemas inside schemas, references followed; deeper ones are left as small as their kind permits.
const DEEPEST: usize = 24;
/// Entries of a list, unless the schema asks for more.
const MOST_ENTRIES: usize = 3;
/// Values that say nothing, in the order of preference.
const NEUTRAL: [&str; 6] = ["unknown_other", "unknown", "none", "other", "normal", "ok"];
/// Properties that hold a sentence; other free texts stay empty.
const SENTENCES: [&str; 6] = ["note", "summary", "reason", "explanation", "comment", "answer"];

/// A value that keeps the schema.
pub(super) fn fill(schema: &Value, understanding: &Understanding) -> Value {
    let filler = Filler { root: schema, understanding };
    filler.value(schema, "", None, 0)
}

/// The values of the first enum that has more than one, depth first.
pub(in crate::openai) fn choices(schema: &Value) -> Vec<String> {
    let values = enum_values(schema);
    if values.len() > 1 {
        return values.into_iter().map(str::to_owned).collect();
    }
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values);
    properties.chain(schema.get("items")).map(choices).find(|found| !found.is_empty()).unwrap_or_default()
}

/// An entry of a list stands for one name.
type Subject<'a> = Option<(&'a str, f64)>;

struct Filler<'a> {
    root: &'a Value,
    understanding: &'a Understanding,
}

impl Filler<'_> {
    /// `name`: of the property that holds the value.
    fn value(&self, schema: &Value, name: &str, subject: Subject<'_>, depth: usize) -> Value {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = resolve(self.root, target).filter(|_| depth < DEEPEST);
            return target.map_or(Value::Null, |target| self.value(target, name, subject, depth + 1));
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            return self.one_of(choices, name, subject, depth);
        }
        let kinds = kinds(schema);
        if schema.get("enum").is_some() {
            return self.one_enum_value(schema, subject);
        }
        match kinds.iter().copied().find(|kind| *kind != "null").unwrap_or("null") {
            "object" => self.object(schema, subject, depth),
            "array" => self.list(schema, name, depth),
            "boolean" => json!(self.understanding.holds(name)),
            kind @ ("number" | "integer") => self.number(schema, kind, name, subject),
            "string" => self.text(schema, name, kinds.contains(&"null")),
            _ => Value::Null,
        }
    }

    /// The first choice that is not null; null when that would say nothing or lead too deep.
    fn one_of(&self, choices: &[Value], name: &str, subject: Subject<'_>, depth: usize) -> Value {
        let nullable = choices.iter().any(|choice| kinds(choice) == ["null"]);
        let first = choices.iter().find(|choice| kinds(choice) != ["null"]);
        let Some(first) = first.filter(|_| depth < DEEPEST && !(nullable && depth > 2)) else { return Value::Null };
        match self.value(first, name, subject, depth + 1) {
            Value::String(text) if nullable && text.is_empty() => Value::Null,
            value => value,
        }
    }

    fn one_enum_value(&self, schema: &Value, subject: Subject<'_>) -> Value {
        let values = enum_values(schema);
        let named = subject.map(|(name, _)| name).filter(|name| values.contains(name));
        let best = named.or_else(|| self.understanding.ranked(&values).first().map(|(name, _)| *name));
        let neutral = || NEUTRAL.iter().find_map(|name| values.iter().find(|value| value.eq_ignore_ascii_case(name)));
        match best.or_else(|| neutral().copied()).or_else(|| values.first().copied()) {
            Some(value) => json!(value),
            // An enum of numbers or booleans.
            None => schema.pointer("/enum/0").cloned().unwrap_or_default(),
        }
    }

    fn object(&self, schema: &Value, subject: Subject<'_>, depth: usize) -> Value {
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        Value::Object(
            properties.map(|(name, property)| (name.clone(), self.value(property, name, subject, depth + 1))).collect(),
        )
    }

    /// One entry for each name that fits the entries' enum, the best first.
    fn list(&self, schema: &Value, name: &str, depth: usize) -> Value {
        let none = Value::Null;
        let items = schema.get("items").unwrap_or(&none);
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let least = bound("minItems").unwrap_or(0);
        let most = bound("maxItems").unwrap_or(usize::MAX).min(MOST_ENTRIES.max(least));
        let own = enum_values(items);
        let choices = if own.is_empty() { choices(items) } else { own.into_iter().map(str::to_owned).collect() };
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        let subjects = self.understanding.ranked(&choices);
        let mut entries: Vec<Value> =
            subjects.iter().take(most).map(|subject| self.value(items, name, Some(*subject), depth + 1)).collect();
        while entries.len() < least {
            entries.push(self.value(items, name, None, depth + 1));
        }
        Value::Array(entries)
    }

    /// A certainty where the name asks for one; else the nearest to zero that the bounds permit.
    fn number(&self, schema: &Value, kind: &str, name: &str, subject: Subject<'_>) -> Value {
        let is_certainty = ["confidence", "probability", "certainty", "score"].iter().any(|word| name.contains(word));
        let wanted = match subject {
            Some((_, certainty)) if is_certainty => certainty,
            _ if is_certainty => self.understanding.first().1,
            _ => 0.0,
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let step = if kind == "integer" { 1.0 } else { f64::EPSILON };
        let least = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|least| least + step));
        let most = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|most| most - step));
        let fitting = wanted.max(least.unwrap_or(f64::MIN)).min(most.unwrap_or(f64::MAX));
        if kind == "integer" { json!(fitting.ceil() as i64) } else { json!(fitting) }
    }

    fn text(&self, schema: &Value, name: &str, nullable: bool) -> Value {
        if SENTENCES.iter().any(|word| name.contains(word)) {
            return json!(self.understanding.sentence());
        }
        if nullable {
            return Value::Null;
        }
        let least = schema.get("minLength").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        json!("-".repeat(least))
    }
}

/// The names of an enum.
pub(in crate::openai) fn enum_values(schema: &Value) -> Vec<&str> {
    schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn kinds(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(property: &Value, text: &str) -> Value {
        let schema = json!({"type": "object", "properties": {"confidence": property}});
        fill(&schema, &Understanding::of(text))["confidence"].take()
    }

    #[test]
    fn every_kind_of_value() {
        let text = "where is my order";
        for (property, expected) in [
            (json!({"const": 3}), json!(3)),
            (json!({"type": "string", "enum": ["v1"]}), json!("v1")),
            (json!({"type": "string", "enum": ["red", "OTHER"]}), json!("OTHER")),
            (json!({"type": "string", "enum": ["red", "green"]}), json!("red")),
            (json!({"type": "integer", "enum": [7, 8]}), json!(7)),
            (json!({"type": "number"}), json!(0.95)),
            (json!({"type": "number", "maximum": 0.5}), json!(0.5)),
            (json!({"type": "integer", "minimum": 5}), json!(5)),
            (json!({"type": "integer", "exclusiveMinimum": 5}), json!(6)),
            (json!({"type": "boolean"}), json!(false)),
            (json!({"type": "null"}), json!(null)),
            (json!({"type": "string"}), json!("")),
            (json!({"type": ["string", "null"]}), json!(null)),
            (json!({"type": "string", "minLength": 2}), json!("--")),
            (json!({"anyOf": [{"type": "null"}, {"type": "string"}]}), json!(null)),
            (json!({"anyOf": [{"type": "null"}, {"type": "boolean"}]}), json!(false)),
            (json!({"type": "array", "items": {"type": "string"}}), json!([])),
            (json!({"type": "array", "items": {"type": "number"}, "minItems": 2}), json!([0.95, 0.95])),
            (json!({"type": "array", "items": {"type": "string", "enum": ["en", "es"]}}), json!(["en"])),
            (json!({"type": "array", "items": {"type": "string", "enum": ["EN"]}}), json!(["EN"])),
            (json!({"type": "array", "items": {"type": "string", "enum": ["es"]}}), json!([])),
            (
                json!({"type": "object", "properties": {"summary": {"type": "string"}}}),
                json!({"summary": "Keywords of order status tracking."}),
            ),
        ] {
            assert_eq!(filled(&property, text), expected, "{property}");
        }
    }

    #[test]
    fn a_recursive_schema_comes_to_an_end() {
        let node = json!({"type": "object", "properties": {
            "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}, "forced": {"$ref": "#/$defs/leaf"}}});
        let schema = json!({"type": "object", "properties": {"a": {"$ref": "#/$defs/node"}, "b": {"$ref": "#"}},
            "$defs": {"node": node, "leaf": {"type": "boolean"}}});
        let value = fill(&schema, &Understanding::of("x"));
        assert_eq!(value["a"]["forced"], false);
        assert!(value["b"].is_object());
    }

    #[test]
    fn choices_are_those_of_the_first_enum() {
        let schema = json!({"type": "object", "properties": {"a": {"type": "string", "enum": ["v1"]},
            "b": {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}}}});
        assert_eq!(choices(&schema), ["x", "y"]);
    }
}
