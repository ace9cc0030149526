//! Property values as the provider handles them, over the values of the SDK.

mod json;
mod path;
mod secrets;

pub use json::{from_json, to_json};
pub use path::{PropertyPath, Segment};
pub use pulumi::value::{Map, Value};
pub use secrets::carry_secrets;

use prost_types::Struct;

/// Input that lists the properties that the provider filled in itself. The real provider keeps it too.
pub const DEFAULTS: &str = "__defaults";

/// Whether a key belongs to the engine or the provider and not to the resource.
pub fn is_internal(key: &str) -> bool {
    key.starts_with("__")
}

/// Properties of a request; none sent is no properties.
pub fn inbound(properties: Option<Struct>) -> Map {
    let map = properties.map(pulumi::wire::map_from_wire).unwrap_or_default();
    map.into_iter().map(|(key, value)| (key, without_outputs(value))).collect()
}

/// Properties of an answer.
pub fn outbound(properties: &Map) -> Struct {
    pulumi::wire::map_to_wire(properties)
}

/// The properties without marks of secrecy.
pub fn revealed(properties: Map) -> Map {
    properties.into_iter().map(|(key, value)| (key, value.revealed())).collect()
}

/// A property's value looked at through a mark of secrecy.
pub fn peek(value: &Value) -> &Value {
    if let Value::Secret(inner) = value { peek(inner) } else { value }
}

/// A property that is there and not null.
pub fn present<'a>(properties: &'a Map, name: &str) -> Option<&'a Value> {
    properties.get(name).map(peek).filter(|value| **value != Value::Null)
}

/// Output values say no more than secret and unknown do: a resource provider has no use for their dependencies.
fn without_outputs(value: Value) -> Value {
    match value {
        Value::Output(output) => {
            let inner = output.value.map_or(Value::Unknown, |value| without_outputs(*value));
            if output.secret { inner.into_secret() } else { inner }
        }
        Value::Secret(inner) => Value::Secret(Box::new(without_outputs(*inner))),
        Value::Array(items) => Value::Array(items.into_iter().map(without_outputs).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, without_outputs(value))).collect())
        }
        other => other,
    }
}
