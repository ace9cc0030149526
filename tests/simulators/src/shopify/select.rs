//! Cuts an object down to what was selected, as GraphQL does: a field that was not asked for is not there.

use serde_json::{Map, Value};

use super::document::Selection;

/// A selected field that the schema does not have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownField;

/// The selected part of `value`. `metafield` is looked up by its arguments in `metafields`.
pub(super) fn prune(value: &Value, selection: &Selection, variables: &Value) -> Result<Value, UnknownField> {
    match value {
        Value::Array(items) => {
            items.iter().map(|item| prune(item, selection, variables)).collect::<Result<Vec<_>, _>>().map(Value::from)
        }
        Value::Object(object) if !selection.children.is_empty() => {
            let mut pruned = Map::new();
            for child in &selection.children {
                let field = if child.name == "metafield" {
                    &metafield(object, child, variables)
                } else {
                    object.get(&child.name).ok_or(UnknownField)?
                };
                pruned.insert(child.key.clone(), prune(field, child, variables)?);
            }
            Ok(Value::Object(pruned))
        }
        Value::Object(_) => Err(UnknownField), // an object must say which of its fields are wanted
        leaf => Ok(leaf.clone()),
    }
}

fn metafield(object: &Map<String, Value>, selection: &Selection, variables: &Value) -> Value {
    let matches = |field: &Value, key: &str| field.get(key) == selection.argument(key, variables).as_ref();
    let fields = object.get("metafields").and_then(Value::as_array).into_iter().flatten();
    fields.clone().find(|field| matches(field, "namespace") && matches(field, "key")).cloned().unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::document::Document;
    use super::*;

    fn select(value: &Value, query: &str) -> Result<Value, UnknownField> {
        prune(value, &Document::parse(query).unwrap().selections[0], &Value::Null)
    }

    #[test]
    fn only_what_was_asked_for() {
        let value = json!({"id": 1, "name": "#1", "list": [{"a": 1, "b": 2}], "none": null,
            "metafields": [{"namespace": "n", "key": "k", "value": "v"}]});
        let seen = select(
            &value,
            "{ order { id list { a } none { x } m: metafield(namespace: \"n\", key: \"k\") { value } } }",
        );
        assert_eq!(seen.unwrap(), json!({"id": 1, "list": [{"a": 1}], "none": null, "m": {"value": "v"}}));
        assert_eq!(
            select(&value, "{ order { metafield(namespace: \"n\", key: \"z\") { value } } }").unwrap(),
            json!({"metafield": null})
        );
        assert_eq!(select(&value, "{ order { unknown } }"), Err(UnknownField));
        assert_eq!(select(&value, "{ order }"), Err(UnknownField));
    }
}
