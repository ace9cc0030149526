//! Property values as the engine knows them, with everything resolved.

use std::collections::BTreeMap;

use crate::asset::{Archive, Asset};

/// An object of property values, in the order of its keys.
pub type Map = BTreeMap<String, Value>;

/// A property value. Numbers are 64-bit floats, as on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value. An absent property and a null one differ: leave optional properties out.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    String(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<Value>),
    /// Values by name.
    Object(Map),
    /// A file or a text.
    Asset(Asset),
    /// A folder, a packed file, or assets by name.
    Archive(Archive),
    /// Another resource.
    Resource(ResourceReference),
    /// A value that must not be shown.
    Secret(Box<Value>),
    /// Known only once something has been deployed.
    Unknown,
    /// A value with what it depends on; only remote components and calls send and receive it.
    Output(OutputValue),
}

/// Names another resource in a property.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceReference {
    /// The URN.
    pub urn: String,
    /// The provider's id: a string, or unknown before the resource exists; `None` for components.
    pub id: Option<Box<Value>>,
    /// Version of the package that defines the type; empty if none is known.
    pub package_version: String,
}

/// A value with what it depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputValue {
    /// `None` while unknown.
    pub value: Option<Box<Value>>,
    /// Whether it must not be shown.
    pub secret: bool,
    /// URNs of the resources that it came from.
    pub dependencies: Vec<String>,
}

impl Value {
    /// The members of an object.
    pub fn as_object(&self) -> Option<&Map> {
        if let Self::Object(map) = self { Some(map) } else { None }
    }

    /// The text.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Whether anything inside is unknown.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Array(items) => items.iter().any(Self::has_unknown),
            Self::Object(map) => map.values().any(Self::has_unknown),
            Self::Secret(inner) => inner.has_unknown(),
            Self::Output(output) => output.value.as_ref().is_none_or(|value| value.has_unknown()),
            Self::Resource(reference) => reference.id.as_ref().is_some_and(|id| id.has_unknown()),
            _ => false,
        }
    }

    /// Whether anything inside is unknown, the ids of resources aside: what is not there yet can be referred to.
    pub(crate) fn is_pending(&self) -> bool {
        match self {
            Self::Resource(_) => false,
            Self::Array(items) => items.iter().any(Self::is_pending),
            Self::Object(map) => map.values().any(Self::is_pending),
            Self::Secret(inner) => inner.is_pending(),
            Self::Output(output) => output.value.as_ref().is_none_or(|value| value.is_pending()),
            other => other.has_unknown(),
        }
    }

    /// Whether anything inside is secret.
    pub fn has_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Array(items) => items.iter().any(Self::has_secret),
            Self::Object(map) => map.values().any(Self::has_secret),
            Self::Output(output) => output.secret || output.value.as_ref().is_some_and(|value| value.has_secret()),
            _ => false,
        }
    }

    /// The same value without marks of secrecy and dependency; what was marked is lost, so ask [`Value::has_secret`] first.
    pub fn revealed(self) -> Self {
        match self {
            Self::Secret(inner) => inner.revealed(),
            Self::Array(items) => Self::Array(items.into_iter().map(Self::revealed).collect()),
            Self::Object(map) => Self::Object(map.into_iter().map(|(key, value)| (key, value.revealed())).collect()),
            Self::Output(output) => output.value.map_or(Self::Unknown, |value| value.revealed()),
            other => other,
        }
    }

    /// A secret of this value; secrets inside become part of the one outside.
    pub fn into_secret(self) -> Self {
        Self::Secret(Box::new(self.without_inner_secrets()))
    }

    fn without_inner_secrets(self) -> Self {
        match self {
            Self::Secret(inner) => inner.without_inner_secrets(),
            Self::Array(items) => Self::Array(items.into_iter().map(Self::without_inner_secrets).collect()),
            Self::Object(map) => {
                Self::Object(map.into_iter().map(|(key, value)| (key, value.without_inner_secrets())).collect())
            }
            other => other,
        }
    }

    /// What kind of value this is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Array(_) => "list",
            Self::Object(_) => "object",
            Self::Asset(_) => "asset",
            Self::Archive(_) => "archive",
            Self::Resource(_) => "resource",
            Self::Secret(_) => "secret",
            Self::Unknown => "unknown value",
            Self::Output(_) => "output",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_inside_a_secret_are_flattened() {
        let inner = Value::Array(vec![Value::Secret(Box::new(Value::Bool(true))), Value::Null]);
        let secret = Value::Secret(Box::new(Value::String("x".into()))).into_secret();
        assert_eq!(secret, Value::Secret(Box::new(Value::String("x".into()))));
        let expected = Value::Secret(Box::new(Value::Array(vec![Value::Bool(true), Value::Null])));
        assert_eq!(inner.into_secret(), expected);
    }

    #[test]
    fn unknown_and_secret_are_found_at_any_depth() {
        let deep =
            Value::Object(Map::from([("a".into(), Value::Array(vec![Value::Secret(Box::new(Value::Unknown))]))]));
        assert!(deep.has_unknown() && deep.has_secret());
        let plain = deep.revealed();
        assert!(plain.has_unknown() && !plain.has_secret());
    }
}
