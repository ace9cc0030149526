//! The subset of JSON Schema that strict structured output accepts.
//!
//! Rules and limits are those of the API's published guide; the words are those of its errors. Keywords beyond the
//! guide are refused, which may be stricter than the real service.

mod limits;

use serde_json::{Map, Value};

use self::limits::Totals;

/// Keywords that any schema may have.
const KEYWORDS: [&str; 24] = [
    "$defs",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "definitions",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "required",
    "type",
];

/// Keywords that describe and forbid nothing.
const ANNOTATIONS: [&str; 2] = ["$id", "title"];

const TYPES: [&str; 7] = ["string", "number", "boolean", "integer", "object", "array", "null"];

const FORMATS: [&str; 9] = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

/// Checks a schema.
///
/// # Errors
/// The first offence, with the path to it.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    if ["oneOf", "anyOf", "allOf", "enum", "not"].iter().any(|key| schema.get(*key).is_some()) {
        return Err("schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top \
                    level."
            .to_owned());
    }
    let kind = schema.get("type");
    if kind.and_then(Value::as_str) != Some("object") {
        let got = kind.map_or_else(|| "\"None\"".to_owned(), Value::to_string);
        return Err(format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: {got}'."));
    }
    let mut walk = Walk { root: schema, totals: Totals::default() };
    walk.schema(schema, &Place::default())?;
    walk.totals.check()
}

/// Where a schema is: the keys that lead to it, and how many objects hold it.
#[derive(Clone, Debug, Default)]
struct Place {
    keys: Vec<String>,
    depth: usize,
}

impl Place {
    fn inside(&self, keys: &[&str]) -> Self {
        let keys = self.keys.iter().cloned().chain(keys.iter().map(|key| (*key).to_owned())).collect();
        Self { keys, depth: self.depth }
    }

    /// `In context=('properties', 'x'), …`
    fn offence(&self, what: &str) -> String {
        let quoted: Vec<String> = self.keys.iter().map(|key| format!("'{key}'")).collect();
        let comma = if quoted.len() == 1 { "," } else { "" };
        format!("In context=({}{comma}), {what}.", quoted.join(", "))
    }
}

struct Walk<'a> {
    root: &'a Value,
    totals: Totals,
}

impl Walk<'_> {
    fn schema(&mut self, schema: &Value, place: &Place) -> Result<(), String> {
        let Value::Object(keywords) = schema else { return Err(place.offence("schema must be an object")) };
        for key in keywords.keys().map(String::as_str) {
            if !KEYWORDS.contains(&key) && !ANNOTATIONS.contains(&key) {
                return Err(place.offence(&format!("'{key}' is not permitted")));
            }
        }
        for key in ["$defs", "definitions"] {
            for (name, definition) in keywords.get(key).and_then(Value::as_object).into_iter().flatten() {
                self.totals.add_text(name);
                self.schema(definition, &place.inside(&[key, name]))?;
            }
        }
        if let Some(reference) = keywords.get("$ref") {
            return self.reference(reference, keywords, place);
        }
        self.totals.add_values(keywords);
        if let Some(Value::Array(choices)) = keywords.get("anyOf") {
            for (index, choice) in choices.iter().enumerate() {
                self.schema(choice, &place.inside(&["anyOf", &index.to_string()]))?;
            }
        } else {
            for kind in types(keywords, place)? {
                self.of_type(kind, keywords, place)?;
            }
        }
        Ok(())
    }

    fn of_type(&mut self, kind: &str, keywords: &Map<String, Value>, place: &Place) -> Result<(), String> {
        match kind {
            "object" => self.object(keywords, place),
            "array" => match keywords.get("items") {
                Some(items) => self.schema(items, &place.inside(&["items"])),
                None => Err(place.offence("array schema missing items")),
            },
            "string" => match keywords.get("format").and_then(Value::as_str) {
                Some(format) if !FORMATS.contains(&format) => {
                    Err(place.offence(&format!("'{format}' is not a valid format")))
                }
                _ => Ok(()),
            },
            other if TYPES.contains(&other) => Ok(()),
            other => Err(place.offence(&format!("'{other}' is not a valid type"))),
        }
    }

    fn object(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<(), String> {
        if keywords.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Err(place.offence("'additionalProperties' is required to be supplied and to be false"));
        }
        let none = Map::new();
        let properties = keywords.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let listed: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if let Some(name) = properties.keys().find(|name| !listed.contains(&name.as_str())) {
            return Err(place.offence(&format!(
                "'required' is required to be supplied and to be an array including every key in properties. Missing \
                 '{name}'"
            )));
        }
        if let Some(name) = listed.iter().find(|name| !properties.contains_key(**name)) {
            return Err(place.offence(&format!("Extra required key '{name}' supplied")));
        }
        let inner = Place { depth: place.depth + 1, ..place.clone() };
        self.totals.add_object(inner.depth, properties.keys());
        for (name, property) in properties {
            self.schema(property, &inner.inside(&["properties", name]))?;
        }
        Ok(())
    }

    fn reference(&self, reference: &Value, keywords: &Map<String, Value>, place: &Place) -> Result<(), String> {
        if let Some(other) = keywords.keys().find(|key| *key != "$ref") {
            return Err(place.offence(&format!("$ref cannot have keywords {{'{other}'}}")));
        }
        let target = reference.as_str().and_then(|reference| resolve(self.root, reference));
        match target {
            Some(_) => Ok(()),
            None => {
                Err(place.offence(&format!("reference to component {reference} which was not found in the schema")))
            }
        }
    }
}

/// What a reference inside the schema stands for: `#`, or a JSON pointer behind it.
pub(super) fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(reference.strip_prefix('#')?)
}

/// The types of a schema that has no other way of saying what it allows.
fn types<'a>(keywords: &'a Map<String, Value>, place: &Place) -> Result<Vec<&'a str>, String> {
    let types: Vec<&str> = match keywords.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if types.is_empty() { Err(place.offence("schema must have a 'type' key")) } else { Ok(types) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(property: Value) -> Value {
        json!({"type": "object", "properties": {"x": property}, "required": ["x"], "additionalProperties": false})
    }

    #[test]
    fn supported_schemas() {
        for property in [
            json!({"type": ["string", "null"], "enum": ["a", null], "description": "d"}),
            json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}),
            json!({"type": "array", "items": with(json!({"type": "number"})), "minItems": 1, "maxItems": 3}),
            json!({"type": "string", "const": "v1"}),
            json!({"type": "string", "format": "date"}),
            json!({"$ref": "#"}),
        ] {
            assert_eq!(check(&with(property.clone())), Ok(()), "{property}");
        }
        let mut recursive = with(json!({"$ref": "#/$defs/node"}));
        recursive["$defs"] = json!({"node": with(json!({"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}))});
        assert_eq!(check(&recursive), Ok(()));
    }

    #[test]
    fn offences_and_their_paths() {
        let open = json!({"type": "object", "properties": {}, "required": []});
        for (schema, message) in [
            (json!({}), "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."),
            (json!({"type": "array"}), "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
            (json!({"type": "object", "anyOf": []}), "at the top level."),
            (open.clone(), "In context=(), 'additionalProperties' is required to be supplied and to be false."),
            (with(open.clone()), "In context=('properties', 'x'), 'additionalProperties' is required"),
            (
                with(json!({"type": "array", "items": open})),
                "In context=('properties', 'x', 'items'), 'additionalProperties' is required",
            ),
            (
                json!({"type": "object", "properties": {"x": {"type": "null"}}, "additionalProperties": false}),
                "In context=(), 'required' is required to be supplied and to be an array including every key in \
                 properties. Missing 'x'.",
            ),
            (
                json!({"type": "object", "properties": {}, "required": ["y"], "additionalProperties": false}),
                "In context=(), Extra required key 'y' supplied.",
            ),
            (with(json!({"oneOf": []})), "In context=('properties', 'x'), 'oneOf' is not permitted."),
            (with(json!({"type": "string", "default": "a"})), "'default' is not permitted."),
            (with(json!({"type": "array", "items": {"type": "null"}, "uniqueItems": true})), "'uniqueItems' is not"),
            (with(json!({"anyOf": [{"type": "null"}, {"allOf": []}]})), "'anyOf', '1'), 'allOf' is not permitted."),
            (with(json!({"enum": ["a"]})), "In context=('properties', 'x'), schema must have a 'type' key."),
            (with(json!({"type": "array"})), "array schema missing items."),
            (with(json!({"type": "string", "format": "uri"})), "'uri' is not a valid format."),
            (with(json!({"type": "text"})), "'text' is not a valid type."),
            (with(json!({"$ref": "#/$defs/none"})), "which was not found in the schema."),
            (with(json!({"$ref": "#", "description": "d"})), "$ref cannot have keywords {'description'}."),
            (with(json!(true)), "schema must be an object."),
        ] {
            let error = check(&schema).unwrap_err();
            assert!(error.contains(message), "{schema}: {error}");
        }
    }
}
