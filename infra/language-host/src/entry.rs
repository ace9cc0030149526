//! A value in a configuration tree together with its path, so that errors say where they are.

use serde_json::{Map, Value};

/// What is wrong, and where.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) key: String,
    pub(crate) reason: String,
}

/// A value and the path to it, as in `packages[0].version`.
pub(crate) struct Entry<'a> {
    key: String,
    value: &'a Value,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(key: impl Into<String>, value: &'a Value) -> Self {
        Self { key: key.into(), value }
    }

    pub(crate) const fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn wrong(&self, reason: impl Into<String>) -> Wrong {
        Wrong { key: self.key.clone(), reason: reason.into() }
    }

    fn mismatch(&self, wanted: &str) -> Wrong {
        let found = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "a list",
            Value::Object(_) => "a table",
        };
        self.wrong(format!("must be {wanted}, but is {found}"))
    }

    /// Text that is not empty.
    pub(crate) fn text(&self) -> Result<&'a str, Wrong> {
        match self.value {
            Value::String(text) if text.is_empty() => Err(self.wrong("must not be empty: leave it out instead")),
            Value::String(text) => Ok(text),
            _ => Err(self.mismatch("text (put it in quotes)")),
        }
    }

    /// Text that may be empty.
    pub(crate) fn any_text(&self) -> Result<&'a str, Wrong> {
        self.value.as_str().ok_or_else(|| self.mismatch("text (put it in quotes)"))
    }

    /// The elements of a list, each with its own path.
    pub(crate) fn list(&self) -> Result<Vec<Entry<'a>>, Wrong> {
        let list = self.value.as_array().ok_or_else(|| self.mismatch("a list"))?;
        Ok(list.iter().enumerate().map(|(index, value)| Entry::new(format!("{}[{index}]", self.key), value)).collect())
    }

    /// A table with no keys but these.
    pub(crate) fn table(&self, known: &[&str]) -> Result<&'a Map<String, Value>, Wrong> {
        let table = self.value.as_object().ok_or_else(|| self.mismatch("a table"))?;
        match table.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => {
                Err(Wrong { key: self.path(key), reason: format!("is unknown; known here are: {}", known.join(", ")) })
            }
            None => Ok(table),
        }
    }

    /// The entry of a table, `None` also for null.
    pub(crate) fn get(&self, table: &'a Map<String, Value>, key: &str) -> Option<Entry<'a>> {
        table.get(key).filter(|value| !value.is_null()).map(|value| Entry::new(self.path(key), value))
    }

    /// The entry of a table that must be there.
    pub(crate) fn need(&self, table: &'a Map<String, Value>, key: &str) -> Result<Entry<'a>, Wrong> {
        self.get(table, key).ok_or_else(|| Wrong { key: self.path(key), reason: "is missing".to_owned() })
    }

    fn path(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }
}
