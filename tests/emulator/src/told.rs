//! Puts together what a read tells: the cloud's values under the names of inputs and outputs.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kind::Properties;
use crate::properties::{put_tags, same_json};

/// Properties in the making. A value that a service has by default is left out unless the state knows the property: nobody
/// set it.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    known: &'a Properties,
    properties: Properties,
}

impl<'a> Told<'a> {
    /// Nothing yet. `known` is what the state says.
    pub(crate) fn new(known: &'a Properties) -> Self {
        Self { known, properties: Properties::new() }
    }

    /// A value.
    pub(crate) fn put(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.to_owned(), value.into());
        self
    }

    /// A value that may be absent.
    pub(crate) fn some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }

    /// A value that is left out if it is `default` and the state does not know the property.
    pub(crate) fn unless(self, name: &str, value: Option<impl Into<Value>>, default: impl Into<Value>) -> Self {
        let default = default.into();
        let value = value.map_or_else(|| default.clone(), Into::into);
        if self.knows(name) || value != default { self.put(name, value) } else { self }
    }

    /// A list, left out if it is empty and the state does not know the property. Services sort what programs do not: a list
    /// of the same values is the known one.
    pub(crate) fn set(self, name: &str, value: Vec<Value>) -> Self {
        let sorted = |list: &[Value]| {
            let mut texts: Vec<String> = list.iter().map(Value::to_string).collect();
            texts.sort();
            texts
        };
        let same = self.known.get(name).and_then(Value::as_array).filter(|known| sorted(known) == sorted(&value));
        let value = same.cloned().unwrap_or(value);
        self.unless(name, Some(value), Vec::<Value>::new())
    }

    /// A text that is JSON, as the state knows it if it means the same.
    pub(crate) fn json(self, name: &str, text: Option<&str>) -> Self {
        let known = self.known.get(name).and_then(Value::as_str);
        let text = text.map(|text| same_json(known, text));
        self.some(name, text)
    }

    /// Properties that the service does not tell, from the state.
    pub(crate) fn keep(mut self, names: &[&str]) -> Self {
        for name in names {
            if let Some(value) = self.known.get(*name) {
                self.properties.insert((*name).to_owned(), value.clone());
            }
        }
        self
    }

    /// The tags.
    pub(crate) fn tags(mut self, tags: BTreeMap<String, String>) -> Self {
        put_tags(&mut self.properties, self.known, tags);
        self
    }

    /// All properties.
    pub(crate) fn finish(self) -> Properties {
        self.properties
    }

    fn knows(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|value| !value.is_null())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn defaults_are_told_only_if_known_or_changed() {
        let known = json!({"a": 1, "list": ["x", "y"]}).as_object().cloned().unwrap();
        let told = Told::new(&known)
            .unless("a", Some(0), 0)
            .unless("b", Some(0), 0)
            .unless("c", Some(7), 0)
            .unless("d", None::<i64>, 0)
            .set("list", vec![json!("y"), json!("x")])
            .set("empty", Vec::new());
        assert_eq!(Value::Object(told.finish()), json!({"a": 0, "c": 7, "list": ["x", "y"]}));
    }
}
