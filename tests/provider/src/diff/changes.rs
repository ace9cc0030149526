//! Differences of property values, leaf by leaf.

use serde_json::Value as Json;

use crate::property::{Map, PropertyPath, Value, is_internal, peek};

/// What happened to a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Add,
    /// It is gone.
    Delete,
    /// It has another value, or may have one after the update.
    Update,
}

/// A property that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: PropertyPath,
    /// What.
    pub kind: ChangeKind,
}

/// All differences, in the order of their paths. That a value became secret or public is none: the cloud holds the same.
pub fn changes(olds: &Map, news: &Map) -> Vec<Change> {
    let mut found = Vec::new();
    compare_members(olds, news, &PropertyPath::default(), &mut found);
    found
}

fn compare_members(olds: &Map, news: &Map, path: &PropertyPath, found: &mut Vec<Change>) {
    let gone = olds.keys().filter(|key| !news.contains_key(*key));
    let mut keys: Vec<&String> = news.keys().chain(gone).filter(|key| !is_internal(key)).collect();
    keys.sort();
    for key in keys {
        compare(olds.get(key), news.get(key), &path.key(key), found);
    }
}

fn compare(old: Option<&Value>, new: Option<&Value>, path: &PropertyPath, found: &mut Vec<Change>) {
    let there = |value: Option<&'_ Value>| value.map(peek).filter(|value| **value != Value::Null).cloned();
    let kind = match (there(old), there(new)) {
        (None, None) => return,
        (None, Some(_)) => ChangeKind::Add,
        (Some(_), None) => ChangeKind::Delete,
        (Some(Value::Object(olds)), Some(Value::Object(news))) => return compare_members(&olds, &news, path, found),
        (Some(Value::Array(olds)), Some(Value::Array(news))) => {
            for index in 0..olds.len().max(news.len()) {
                compare(olds.get(index), news.get(index), &path.index(index), found);
            }
            return;
        }
        (Some(old), Some(new)) if same(&old, &new) => return,
        (Some(_), Some(_)) => ChangeKind::Update,
    };
    found.push(Change { path: path.clone(), kind });
}

/// Leaves are compared by value; files by their content, wherever they are; documents in JSON by their meaning.
fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Unknown, _) | (_, Value::Unknown) => false,
        (Value::Asset(old), Value::Asset(new)) if old.hash.is_some() => old.hash == new.hash,
        (Value::Archive(old), Value::Archive(new)) if old.hash.is_some() => old.hash == new.hash,
        (Value::String(old), Value::String(new)) => old == new || same_document(old, new),
        _ => old == new,
    }
}

fn same_document(old: &str, new: &str) -> bool {
    let document = |text: &str| {
        let starts = text.trim_start().starts_with(['{', '[']);
        if starts { serde_json::from_str::<Json>(text).ok() } else { None }
    };
    document(old).is_some_and(|old| Some(old) == document(new))
}
