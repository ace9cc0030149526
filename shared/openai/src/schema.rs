//! JSON Schemas of the answers: the full one, and the portable subset that is sent.
//!
//! Both come from the Rust types of [`switchboard_domain::advice`]. What the subset cannot say (lengths, ranges,
//! distinctness, order, consistency) is checked by [`switchboard_domain::model_failure`] when an answer arrives.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use switchboard_domain::{Advice, VerifierAdvice};

use crate::slot::Slot;

/// The full schema, as derived from the type.
pub fn full(slot: Slot) -> Value {
    match slot {
        Slot::Classifier => schemars::schema_for!(Advice).to_value(),
        Slot::Verifier => schemars::schema_for!(VerifierAdvice).to_value(),
    }
}

/// The subset of [`full`] that servers with strict structured output accept: `type`, `properties`, `required` (all of
/// them), `additionalProperties: false`, `enum`, `items`, `anyOf`, `description`; nothing refers elsewhere.
pub fn strict(slot: Slot) -> Value {
    static STRICT: LazyLock<[Value; 2]> = LazyLock::new(|| Slot::ALL.map(|slot| portable(&full(slot))));
    STRICT[slot as usize].clone()
}

/// The portable subset of a whole schema.
fn portable(schema: &Value) -> Value {
    let none = Map::new();
    let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    node(schema, definitions)
}

/// One schema of the tree. Keywords outside the subset are dropped; the check of the answer in code makes up for them.
fn node(schema: &Value, definitions: &Map<String, Value>) -> Value {
    let mut out = Map::new();
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| definitions.get(reference.strip_prefix("#/$defs/")?));
    if let Some(target) = target
        && let Value::Object(inlined) = node(target, definitions)
    {
        out = inlined;
    }
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        out.insert("description".to_owned(), json!(short(text)));
    }
    if let Some(kind) = schema.get("type") {
        out.insert("type".to_owned(), kind.clone());
    }
    if let Some(names) = enumeration(schema) {
        out.insert("type".to_owned(), json!("string"));
        out.insert("enum".to_owned(), names);
    } else if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(*key)?.as_array()) {
        let choices: Vec<Value> = choices.iter().map(|choice| node(choice, definitions)).collect();
        out.insert("anyOf".to_owned(), choices.into());
    }
    if let Some(items) = schema.get("items") {
        out.insert("items".to_owned(), node(items, definitions));
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let mut names: Vec<&String> = properties.keys().collect();
        names.sort();
        out.insert("required".to_owned(), json!(names));
        out.insert("additionalProperties".to_owned(), json!(false));
        let inner = properties.iter().map(|(name, property)| (name.clone(), node(property, definitions)));
        out.insert("properties".to_owned(), Value::Object(inner.collect()));
    }
    Value::Object(out)
}

/// The names of an enumeration: an `enum`, a `const`, or a choice of such (schemars writes documented variants so).
fn enumeration(schema: &Value) -> Option<Value> {
    fn names(schema: &Value) -> Option<Vec<Value>> {
        if let Some(names) = schema.get("enum").and_then(Value::as_array) {
            Some(names.clone())
        } else if let Some(name) = schema.get("const") {
            Some(vec![name.clone()])
        } else {
            let choices = schema.get("oneOf")?.as_array()?;
            let listed: Option<Vec<Vec<Value>>> = choices.iter().map(names).collect();
            Some(listed?.concat())
        }
    }
    names(schema).map(Value::Array)
}

/// The first clause: what follows explains the reasons to readers of the code.
fn short(description: &str) -> &str {
    let end = [". ", "; ", "\n"].iter().filter_map(|stop| description.find(stop)).min();
    end.map_or(description, |end| &description[..end]).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYWORDS: [&str; 8] =
        ["type", "properties", "required", "additionalProperties", "enum", "items", "anyOf", "description"];

    /// Every schema of the tree, depth first.
    fn walk<'a>(schema: &'a Value, visit: &mut dyn FnMut(&'a Map<String, Value>)) {
        let Value::Object(object) = schema else { panic!("a schema must be an object: {schema}") };
        visit(object);
        let lists = ["anyOf"].iter().filter_map(|key| object.get(*key)?.as_array()).flatten();
        let properties = object.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values);
        for inner in lists.chain(properties).chain(object.get("items")) {
            walk(inner, visit);
        }
    }

    #[test]
    fn the_subset_holds_nothing_else() {
        for slot in Slot::ALL {
            let schema = strict(slot);
            assert_eq!(schema["type"], "object");
            walk(&schema, &mut |object| {
                for key in object.keys() {
                    assert!(KEYWORDS.contains(&key.as_str()), "{key}");
                }
                assert!(object.contains_key("type") || object.contains_key("anyOf"), "{object:?}");
                if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                    assert_eq!(object["additionalProperties"], false);
                    assert_eq!(object["required"].as_array().map(Vec::len), Some(properties.len()));
                }
            });
        }
    }

    #[test]
    fn keywords_row_by_row() {
        let definitions = json!({
            "Pet": {"oneOf": [{"const": "cat", "type": "string"}, {"enum": ["dog", "fox"]}], "description": "A pet; any."},
            "Node": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1, "default": 2}}}
        });
        for (schema, expected) in [
            (
                json!({"type": "string", "minLength": 1, "pattern": "x", "format": "date", "title": "T"}),
                json!({"type": "string"}),
            ),
            (json!({"const": "v1"}), json!({"type": "string", "enum": ["v1"]})),
            (
                json!({"$ref": "#/$defs/Pet"}),
                json!({"type": "string", "enum": ["cat", "dog", "fox"], "description": "A pet"}),
            ),
            (
                json!({"$ref": "#/$defs/Pet", "description": "Mine (x.y). Not yours."}),
                json!({"type": "string", "enum": ["cat", "dog", "fox"], "description": "Mine (x.y)"}),
            ),
            (
                json!({"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}),
                json!({"anyOf": [
                    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false},
                    {"type": "null"}
                ]}),
            ),
            (
                json!({"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/Node"}}),
                json!({"type": "array", "items":
                    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}
                }),
            ),
        ] {
            let mut whole = schema.clone();
            whole["$defs"] = definitions.clone();
            assert_eq!(portable(&whole), expected, "{schema}");
        }
    }
}
