//! The forms of ids and outputs, by type.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// The table. Sources: the sections on import and on exported attributes in the documentation of the AWS provider, and the
/// ARN formats of AWS's service authorization reference. Texts are templates, see [`super::template`].
const TABLE: &str = include_str!("../../tables/cloud.json");

/// The forms of ids and outputs, by type.
#[derive(Debug)]
pub struct Table(BTreeMap<String, Entry>);

/// The forms of one type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Template of the id.
    pub(super) id: String,
    /// Template of what tells resources of the type apart, where the id does not.
    #[serde(default)]
    pub(super) key: Option<String>,
    /// Whether creating over an existing one is how the service works, instead of a conflict.
    #[serde(default)]
    pub(super) put: bool,
    /// Outputs that every update changes.
    #[serde(default)]
    pub(super) volatile: Vec<String>,
    /// Templates of outputs by name.
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, Json>,
}

impl Table {
    /// Reads the table that was built in.
    ///
    /// # Errors
    /// If it has not the expected form.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TABLE).map(Self)
    }

    /// The forms of a type.
    pub(super) fn entry(&self, type_token: &str) -> Option<&Entry> {
        self.0.get(type_token)
    }

    /// Types of the table with the names of the outputs that it has forms for.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.0.iter().map(|(token, entry)| (token.as_str(), entry.outputs.keys().map(String::as_str).collect()))
    }

    /// All templates of a type.
    #[cfg(test)]
    pub(super) fn templates(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        fn texts<'a>(json: &'a Json, found: &mut Vec<&'a str>) {
            match json {
                Json::String(text) => found.push(text),
                Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
                Json::Object(members) => members.values().for_each(|member| texts(member, found)),
                _ => {}
            }
        }
        self.0.iter().map(|(token, entry)| {
            let mut found = vec![entry.id.as_str()];
            found.extend(entry.key.as_deref());
            entry.outputs.values().for_each(|output| texts(output, &mut found));
            (token.as_str(), found)
        })
    }
}
