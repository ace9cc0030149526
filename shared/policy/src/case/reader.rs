//! Reading our own JSON objects strictly, with errors that name field and reason and never repeat a value.

use std::fmt;

use serde_json::{Map, Value};
use switchboard_domain::Timestamp;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The contract has no such field.
    Unknown,
    /// It is required.
    Missing,
    /// It must be of this kind.
    Kind(&'static str),
    /// It must be one of these values.
    NotOneOf(&'static str),
    /// Another reason, free of values.
    Because(String),
}

/// A wrong field of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Dotted path, for example `state.replies[0].at`.
    pub path: String,
    /// What is wrong.
    pub wrong: Wrong,
}

impl FieldError {
    pub(crate) fn new(path: impl Into<String>, wrong: Wrong) -> Self {
        Self { path: path.into(), wrong }
    }

    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self.wrong {
            Wrong::Unknown => "unknown_field",
            Wrong::Missing => "missing_field",
            Wrong::Kind(_) => "invalid_type",
            Wrong::NotOneOf(_) | Wrong::Because(_) => "invalid_value",
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.wrong {
            Wrong::Unknown => write!(f, "{path}: unknown field"),
            Wrong::Missing => write!(f, "{path}: required"),
            Wrong::Kind(kind) => write!(f, "{path}: must be {kind}"),
            Wrong::NotOneOf(values) => write!(f, "{path}: must be {values}"),
            Wrong::Because(reason) => write!(f, "{path}: {reason}"),
        }
    }
}

impl std::error::Error for FieldError {}

/// Longest field name that an error repeats.
const MAX_NAME: usize = 64;

/// A field name as it may stand in an error: names that are no identifiers may be customer text in the wrong place.
fn printable(name: &str) -> &str {
    let fine =
        name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
    if fine && !name.is_empty() { name } else { "(unprintable name)" }
}

/// One object whose fields are taken out one by one; what is left over is unknown.
pub(crate) struct Fields {
    path: String,
    map: Map<String, Value>,
}

impl Fields {
    /// Opens a value that must be an object.
    pub(crate) fn open(path: &str, value: Value) -> Result<Self, FieldError> {
        match value {
            Value::Object(map) => Ok(Self { path: path.to_owned(), map }),
            _ => Err(FieldError::new(if path.is_empty() { "case" } else { path }, Wrong::Kind("an object"))),
        }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Takes a field; null counts as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// Takes a field as it is, null included.
    pub(crate) fn take_raw(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name)
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, Wrong::Kind("a string"))),
        }
    }

    /// A string whose absence, and null, is an error.
    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, FieldError> {
        match self.take_raw(name) {
            None => Err(self.wrong(name, Wrong::Missing)),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(self.wrong(name, Wrong::Kind("a string"))),
        }
    }

    pub(crate) fn time(&mut self, name: &str) -> Result<Option<Timestamp>, FieldError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(name, Wrong::Kind("an RFC 3339 time")))
    }

    pub(crate) fn required_time(&mut self, name: &str) -> Result<Timestamp, FieldError> {
        let missing = self.wrong(name, Wrong::Missing);
        self.time(name)?.ok_or(missing)
    }

    pub(crate) fn count(&mut self, name: &str) -> Result<Option<u32>, FieldError> {
        const KIND: Wrong = Wrong::Kind("a whole number from 0 to 4294967295");
        match self.take(name) {
            None => Ok(None),
            Some(value) => {
                let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
                number.map(Some).ok_or_else(|| self.wrong(name, KIND))
            }
        }
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.wrong(name, Wrong::Kind("true or false"))),
        }
    }

    /// A list with the path of each element; an absent one is empty.
    pub(crate) fn list(&mut self, name: &str) -> Result<Option<Vec<(String, Value)>>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(items)) => {
                let path = self.path(name);
                Ok(Some(items.into_iter().enumerate().map(|(i, item)| (format!("{path}[{i}]"), item)).collect()))
            }
            Some(_) => Err(self.wrong(name, Wrong::Kind("a list"))),
        }
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, FieldError> {
        let path = self.path(name);
        self.take(name).map(|value| Self::open(&path, value)).transpose()
    }

    /// Ends the reading.
    pub(crate) fn finish(self) -> Result<(), FieldError> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(name) => Err(FieldError::new(self.path(printable(name)), Wrong::Unknown)),
        }
    }

    pub(crate) fn wrong(&self, name: &str, wrong: Wrong) -> FieldError {
        FieldError::new(self.path(name), wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_fields_are_named_unless_they_are_no_names() {
        for (value, message) in [
            (json!({"colour": 1}), "customer.colour: unknown field"),
            (json!({"my phone is +1 555": 1}), "customer.(unprintable name): unknown field"),
            (json!({"": 1}), "customer.(unprintable name): unknown field"),
        ] {
            let error = Fields::open("customer", value).unwrap().finish().unwrap_err();
            assert_eq!(error.to_string(), message);
            assert_eq!(error.code(), "unknown_field");
        }
    }

    #[test]
    fn wrong_kinds_do_not_repeat_the_value() {
        let open =
            || Fields::open("", json!({"text": 7, "n": "many", "t": "noon", "l": {}, "f": "yes", "o": []})).unwrap();
        let errors = [
            open().text("text").unwrap_err(),
            open().count("n").unwrap_err(),
            open().time("t").unwrap_err(),
            open().list("l").unwrap_err(),
            open().flag("f").unwrap_err(),
            open().object("o").err().unwrap(),
            open().required_text("absent").unwrap_err(),
        ];
        for error in errors {
            let message = error.to_string();
            assert!(!["many", "noon", "yes"].iter().any(|v| message.contains(v)), "{message}");
        }
    }
}
