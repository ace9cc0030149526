//! The tenant's directories: users, teams, tags, channels.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_domain::Redacted;

use crate::loose::{first_text, text_of};

/// Tag ids and names of the tenant. Reads may return either, so every check on a read tag goes through it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagDirectory {
    names: BTreeMap<String, String>,
}

impl TagDirectory {
    /// A directory of `(id, name)` pairs.
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { names: entries.into_iter().collect() }
    }

    /// The name of a tag that was read as an id, or the text itself when no id matches.
    pub fn name_of<'a>(&'a self, tag: &'a str) -> &'a str {
        self.names.get(tag).map_or(tag, String::as_str)
    }

    /// The id of the tag with this name (case-insensitive).
    pub fn id_of(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(_, n)| n.eq_ignore_ascii_case(name)).map(|(id, _)| id.as_str())
    }

    /// The `(id, name)` pairs, ordered by id.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// Takes up the entries of a further page.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = (String, String)>) {
        self.names.extend(entries);
    }

    /// Number of tags known.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no tag is known.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// A helpdesk user (an agent seat).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Vendor id, as used for `author_id`.
    pub id: String,
    /// Display name.
    pub name: Option<Redacted<String>>,
}

/// A team of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamEntry {
    /// Vendor id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A channel of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Vendor id.
    pub id: String,
    /// Brand that the channel belongs to.
    pub brand: Option<String>,
    /// The channel string that tickets carry, for example `email`.
    pub kind: Option<String>,
}

pub(crate) fn user(value: &Value) -> Option<User> {
    let name = first_text(value, &["name", "full_name", "firstName", "first_name"]).map(Redacted::new);
    Some(User { id: id(value)?, name })
}

pub(crate) fn team(value: &Value) -> Option<TeamEntry> {
    Some(TeamEntry { id: id(value)?, name: first_text(value, &["name"])? })
}

pub(crate) fn tag(value: &Value) -> Option<(String, String)> {
    Some((id(value)?, first_text(value, &["name"])?))
}

pub(crate) fn channel(value: &Value) -> Option<Channel> {
    Some(Channel {
        id: id(value)?,
        brand: first_text(value, &["business_brand_name"]),
        kind: first_text(value, &["type"]),
    })
}

fn id(value: &Value) -> Option<String> {
    ["id", "_id"].iter().find_map(|key| text_of(value.get(key)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_resolve_to_names_and_back() {
        let directory = TagDirectory::new([("t1".into(), "mw-processed".into()), ("7".into(), "VIP".into())]);
        assert_eq!(directory.name_of("t1"), "mw-processed");
        assert_eq!(directory.name_of("mw-processed"), "mw-processed");
        assert_eq!(directory.name_of("unknown"), "unknown");
        assert_eq!(directory.id_of("vip"), Some("7"));
        assert_eq!(directory.id_of("t1"), None);
        assert_eq!(directory.len(), 2);
    }

    #[test]
    fn entries_tolerate_numbers_and_refuse_what_has_no_id() {
        assert_eq!(tag(&json!({"id": 5, "name": "vip", "description": null})), Some(("5".into(), "vip".into())));
        assert_eq!(tag(&json!({"name": "vip"})), None);
        assert_eq!(team(&json!({"id": "a", "name": "Sales Team"})).unwrap().name, "Sales Team");
        assert_eq!(user(&json!({"_id": "u"})), Some(User { id: "u".into(), name: None }));
        let channel = channel(&json!({"id": "c", "business_brand_name": "B", "type": "email"})).unwrap();
        assert_eq!((channel.brand.as_deref(), channel.kind.as_deref()), (Some("B"), Some("email")));
        for junk in [json!(null), json!([]), json!("x"), json!({"id": {}})] {
            assert_eq!(user(&junk), None);
        }
    }
}
