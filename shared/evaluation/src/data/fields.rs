//! Strict reading of one JSON object: errors name the field and never repeat a value.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What is wrong with which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongField {
    pub(crate) field: String,
    pub(crate) reason: String,
}

impl WrongField {
    /// The same error, seen from the object around.
    pub(crate) fn inside(self, outer: &str) -> Self {
        Self { field: format!("{outer}.{}", self.field), ..self }
    }
}

/// An object whose fields are taken one by one; whatever is left is unknown.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn parse(text: &str) -> Result<Self, WrongField> {
        match serde_json::from_str(text) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(_) => Err(wrong("(whole)", "must be an object")),
            // The parser's own words could repeat a part of the text.
            Err(error) => {
                Err(wrong("(whole)", &format!("not JSON (line {}, column {})", error.line(), error.column())))
            }
        }
    }

    pub(crate) fn of(value: Value, field: &str) -> Result<Self, WrongField> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            _ => Err(wrong(field, "must be an object")),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes the field as it is; null is a value.
    pub(crate) fn raw(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// A field that may be absent or null.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str, kind: &str) -> Result<Option<T>, WrongField> {
        let Some(value) = self.0.remove(name).filter(|value| !value.is_null()) else { return Ok(None) };
        serde_json::from_value(value).map(Some).map_err(|_| wrong(name, &format!("must be {kind}")))
    }

    /// A field that must be there, and may be null.
    pub(crate) fn nullable<T: DeserializeOwned>(&mut self, name: &str, kind: &str) -> Result<Option<T>, WrongField> {
        if self.has(name) { self.optional(name, kind) } else { Err(wrong(name, "required (null is allowed)")) }
    }

    /// A field that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self, name: &str, kind: &str) -> Result<T, WrongField> {
        self.optional(name, kind)?.ok_or_else(|| wrong(name, &format!("required: {kind}")))
    }

    pub(crate) fn rest(self) -> Map<String, Value> {
        self.0
    }

    /// Ends the reading: what is left is unknown.
    pub(crate) fn end(self, known: &str) -> Result<(), WrongField> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(wrong(printable(name), &format!("unknown field; known are {known}"))),
        }
    }
}

pub(crate) fn wrong(field: &str, reason: &str) -> WrongField {
    WrongField { field: field.to_owned(), reason: reason.to_owned() }
}

/// Longest name that an error repeats.
const MAX_NAME: usize = 64;

/// A name as it may stand in an error: one that is no identifier may be customer text in the wrong place.
fn printable(name: &str) -> &str {
    let identifier = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    if identifier && name.len() <= MAX_NAME { name } else { "(unprintable name)" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_field_and_never_the_value() {
        let mut fields = Fields::parse(r#"{"n": "secret words", "my secret": 1, "nothing": null}"#).unwrap();
        assert_eq!(fields.required::<u32>("n", "a number").unwrap_err(), wrong("n", "must be a number"));
        assert_eq!(fields.required::<u32>("absent", "a number").unwrap_err(), wrong("absent", "required: a number"));
        assert_eq!(fields.nullable::<u32>("nothing", "a number"), Ok(None));
        assert!(fields.nullable::<u32>("nothing", "a number").is_err(), "taken already");
        assert_eq!(fields.end("n").unwrap_err().field, "(unprintable name)");
        let text = Fields::parse("{\"a\": secret").err().unwrap();
        assert!(!text.reason.contains("secret"), "{text:?}");
    }
}
