//! Values of inputs.

use std::collections::BTreeMap;

use pulumi::{ArchiveSource, AssetSource};
use serde_json::Value as JsonValue;

/// A value of an input. The content of a secret is left out, so that no rule and no report can show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A number; integers are exact up to 2^53.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Values by name.
    Object(BTreeMap<String, Value>),
    /// Code or other files.
    Archive(Archive),
    /// A value that must not be shown.
    Secret,
    /// Known only once something has been deployed.
    Unknown,
}

/// Where files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Archive {
    /// A packed file or a folder, by its path.
    Path(String),
    /// Put together by the engine from single files.
    Assembled,
    /// A file behind an address.
    Remote(String),
}

impl Value {
    /// The part at a path, members and indices separated by dots; null where there is none, and what hides it (unknown,
    /// secret) where it cannot be told.
    pub fn at(&self, path: &str) -> &Self {
        let mut here = self;
        for segment in path.split('.').filter(|segment| !segment.is_empty()) {
            here = match here {
                Self::Object(members) => members.get(segment).unwrap_or(&Self::Null),
                Self::List(items) => segment.parse::<usize>().ok().and_then(|at| items.get(at)).unwrap_or(&Self::Null),
                Self::Unknown | Self::Secret => return here,
                _ => return &Self::Null,
            };
        }
        here
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    pub(crate) fn as_list(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// Members of an object, in the order of their names; none for anything else.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = if let Self::Object(members) = self { Some(members) } else { None };
        members.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }

    /// The texts of a list, or the single text in its place; what is no text is left out.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().filter_map(Self::as_text).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it is known that nothing is there.
    pub(crate) fn is_absent(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// Whether something inside cannot be judged.
    pub(crate) fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown | Self::Secret => true,
            Self::List(items) => items.iter().any(Self::has_unknown),
            Self::Object(members) => members.values().any(Self::has_unknown),
            _ => false,
        }
    }

    /// Whether there is a secret inside.
    pub(crate) fn has_secret(&self) -> bool {
        match self {
            Self::Secret => true,
            Self::List(items) => items.iter().any(Self::has_secret),
            Self::Object(members) => members.values().any(Self::has_secret),
            _ => false,
        }
    }

    /// The document that a text holds as JSON, or the object itself.
    pub fn to_document(&self) -> Option<Self> {
        match self {
            Self::Text(text) => serde_json::from_str::<JsonValue>(text).ok().map(Self::from_plain),
            Self::Object(_) | Self::List(_) => Some(self.clone()),
            _ => None,
        }
    }

    /// Captured graphs write what only AWS knows as a reference, `${events.arn}`; in a document it hides its own place
    /// only.
    fn from_text(text: &str) -> Self {
        let document = text.starts_with(['{', '[']);
        if !document && has_reference(text) { Self::Unknown } else { Self::Text(text.to_owned()) }
    }

    /// Reads plain JSON, in which no object has a meaning of its own.
    pub(crate) fn from_plain(json: JsonValue) -> Self {
        match json {
            JsonValue::Null => Self::Null,
            JsonValue::Bool(flag) => Self::Flag(flag),
            JsonValue::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            JsonValue::String(text) => Self::from_text(&text),
            JsonValue::Array(items) => Self::List(items.into_iter().map(Self::from_plain).collect()),
            JsonValue::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, Self::from_plain(value))).collect())
            }
        }
    }
}

impl From<&pulumi::Value> for Value {
    fn from(value: &pulumi::Value) -> Self {
        use pulumi::Value as Wire;
        match value {
            Wire::Null => Self::Null,
            Wire::Bool(flag) => Self::Flag(*flag),
            Wire::Number(number) => Self::Number(*number),
            Wire::String(text) => Self::from_text(text),
            Wire::Bytes(_) => Self::Archive(Archive::Assembled),
            Wire::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Wire::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.clone(), Self::from(value))).collect())
            }
            Wire::Asset(asset) => match &asset.source {
                AssetSource::Text(text) => Self::Text(text.clone()),
                AssetSource::Path(path) => Self::Archive(Archive::Path(path.clone())),
                AssetSource::Uri(uri) => Self::Archive(Archive::Remote(uri.clone())),
            },
            Wire::Archive(archive) => Self::Archive(match &archive.source {
                ArchiveSource::Path(path) => Archive::Path(path.clone()),
                ArchiveSource::Uri(uri) => Archive::Remote(uri.clone()),
                ArchiveSource::Assets(_) => Archive::Assembled,
            }),
            Wire::Resource(reference) => {
                reference.id.as_ref().map_or_else(|| Self::Text(reference.urn.clone()), |id| Self::from(id.as_ref()))
            }
            Wire::Secret(_) => Self::Secret,
            Wire::Unknown => Self::Unknown,
            Wire::Output(output) if output.secret => Self::Secret,
            Wire::Output(output) => output.value.as_ref().map_or(Self::Unknown, |value| Self::from(value.as_ref())),
        }
    }
}

/// Reads the JSON of a captured graph: what JSON does not have is an object with one member (`secret`, `unknown`,
/// `archive`, `asset`), or one with `output`.
impl From<&JsonValue> for Value {
    fn from(json: &JsonValue) -> Self {
        let JsonValue::Object(members) = json else {
            return match json {
                JsonValue::Array(items) => Self::List(items.iter().map(Self::from).collect()),
                other => Self::from_plain(other.clone()),
            };
        };
        if let Some(value) = members.get("output").filter(|_| members.contains_key("dependencies")) {
            let secret = members.get("secret") == Some(&JsonValue::Bool(true));
            return match value {
                _ if secret => Self::Secret,
                JsonValue::Null => Self::Unknown,
                value => Self::from(value),
            };
        }
        let marked = members.iter().next().filter(|_| members.len() == 1);
        match marked.map(|(name, value)| (name.as_str(), value)) {
            Some(("secret", _)) => Self::Secret,
            Some(("unknown", JsonValue::Bool(true))) => Self::Unknown,
            Some(("archive" | "asset", source)) => from_files(source),
            _ => Self::Object(members.iter().map(|(name, value)| (name.clone(), Self::from(value))).collect()),
        }
    }
}

/// Whether a text holds `${resource.output}`. The variables of policies have a colon: `${aws:username}`.
fn has_reference(text: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let inside = rest.split_once('}').map(|(inside, _)| inside);
        let named =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c));
        inside.and_then(|inside| inside.rsplit_once('.')).is_some_and(|(name, output)| named(name) && named(output))
    })
}

fn from_files(source: &JsonValue) -> Value {
    let text = |name: &str| source.get(name).and_then(JsonValue::as_str).map(str::to_owned);
    if let Some(text) = text("text") {
        return Value::Text(text);
    }
    let remote = text("uri").map_or(Archive::Assembled, Archive::Remote);
    Value::Archive(text("path").map_or(remote, Archive::Path))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_and_secret_hide_what_is_below_them() {
        let value = Value::from(&json!({ "a": { "unknown": true }, "b": [{ "secret": "x" }], "c": { "d": 1 } }));
        assert_eq!(value.at("a.anything"), &Value::Unknown);
        assert_eq!(value.at("b.0.anything"), &Value::Secret);
        assert_eq!(value.at("c.d"), &Value::Number(1.0));
        assert_eq!(value.at("c.e.f"), &Value::Null);
        assert!(value.has_secret() && value.has_unknown());
        assert!(!format!("{value:?}").contains('x'));
    }

    #[test]
    fn documents_are_text_or_objects() {
        let text = Value::Text(r#"{"unknown":true}"#.to_owned());
        assert_eq!(text.to_document().unwrap().at("unknown"), &Value::Flag(true));
        assert_eq!(Value::Text("{".to_owned()).to_document(), None);
        assert_eq!(Value::Unknown.to_document(), None);
    }

    #[test]
    fn references_of_captured_graphs_are_unknown() {
        assert_eq!(Value::from(&json!("${api.executionArn}/*/*/hook")), Value::Unknown);
        let document = Value::from(&json!(r#"{"Resource":["${events.arn}","a"],"Name":"${aws:username}"}"#));
        let document = document.to_document().unwrap();
        assert_eq!(document.at("Resource.0"), &Value::Unknown);
        assert_eq!(document.at("Name"), &Value::Text("${aws:username}".to_owned()));
    }

    #[test]
    fn values_of_the_engine_keep_their_marks() {
        let secret = pulumi::Value::String("hunter2".into()).into_secret();
        assert_eq!(Value::from(&secret), Value::Secret);
        assert_eq!(Value::from(&pulumi::Value::Unknown), Value::Unknown);
        let output = json!({ "output": null, "secret": false, "dependencies": [] });
        assert_eq!(Value::from(&output), Value::Unknown);
    }
}
