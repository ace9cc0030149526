//! Typed reading of a request's parameters, with the API's errors.

use serde_json::{Map, Value};

use super::error::ApiError;

/// An object of the request, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    /// Path of the object; empty for the request itself.
    path: String,
}

impl<'a> Fields<'a> {
    pub(super) fn root(object: &'a Map<String, Value>) -> Self {
        Self { object, path: String::new() }
    }

    /// An object at a path.
    ///
    /// # Errors
    /// The value is no object.
    pub(super) fn at(value: &'a Value, path: String) -> Result<Self, ApiError> {
        match value {
            Value::Object(object) => Ok(Self { object, path }),
            other => Err(ApiError::wrong_type(&path, "an object", described(other))),
        }
    }

    /// The path of one of the object's keys.
    pub(super) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The first key that is not among the names.
    pub(super) fn unlisted(&self, names: &[&str]) -> Option<&'a str> {
        self.object.keys().map(String::as_str).find(|key| !names.contains(key))
    }

    /// Refuses keys that are not among the names.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), ApiError> {
        self.unlisted(names).map_or(Ok(()), |key| Err(ApiError::unknown(&self.path(key))))
    }

    /// The value; null counts as absent.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, key: &str) -> Result<&'a Value, ApiError> {
        self.value(key).ok_or_else(|| ApiError::missing(&self.path(key)))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, ApiError> {
        self.typed(key, "a string", Value::as_str)
    }

    pub(super) fn boolean(&self, key: &str) -> Result<Option<bool>, ApiError> {
        self.typed(key, "a boolean", Value::as_bool)
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, ApiError> {
        self.typed(key, "a decimal", Value::as_f64)
    }

    pub(super) fn list(&self, key: &str) -> Result<Option<&'a Vec<Value>>, ApiError> {
        self.typed(key, "an array", Value::as_array)
    }

    pub(super) fn object(&self, key: &str) -> Result<Option<Self>, ApiError> {
        self.value(key).map(|value| Self::at(value, self.path(key))).transpose()
    }

    /// An integer that is not below `least`.
    pub(super) fn integer(&self, key: &str, least: i64) -> Result<Option<u64>, ApiError> {
        let Some(number) = self.typed(key, "an integer", Value::as_i64)? else { return Ok(None) };
        let path = self.path(key);
        match u64::try_from(number) {
            Ok(unsigned) if number >= least => Ok(Some(unsigned)),
            _ => {
                let message = format!(
                    "Invalid '{path}': integer below minimum value. Expected a value >= {least}, but got {number} \
                     instead."
                );
                Err(ApiError::invalid(path, Some("integer_below_min_value"), message))
            }
        }
    }

    /// A name out of a closed list.
    pub(super) fn choice(&self, key: &str, names: &[&str]) -> Result<Option<&'a str>, ApiError> {
        match self.text(key)? {
            Some(name) if !names.contains(&name) => Err(ApiError::invalid_value(&self.path(key), name, names)),
            name => Ok(name),
        }
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| ApiError::wrong_type(&self.path(key), expected, described(value)))
    }
}

/// The value's type, as the API's errors name it.
fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
