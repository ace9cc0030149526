//! Differences of two configurations, key by key.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::effective::Effective;
use crate::lines::{LineChange, line_changes};

/// A key that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Document.
    pub document: String,
    /// Key in it.
    pub key: String,
    /// Value before; null if it had none.
    pub before: Value,
    /// Value after; null if it has none.
    pub after: Value,
    /// For texts of templates: line by line. Empty for everything else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineChange>,
}

/// Every key whose value differs, in the order of the keys. Values that nobody wrote count as well: what is compared is
/// what holds.
pub fn diff(before: &Effective, after: &Effective) -> Vec<Change> {
    let (old, new) = (leaves(before), leaves(after));
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let value = |all: &BTreeMap<_, Value>, key| all.get(key).cloned().unwrap_or_default();
    keys.into_iter()
        .map(|key| (key, value(&old, key), value(&new, key)))
        .filter(|(_, before, after)| before != after)
        .map(|((document, key), before, after)| {
            let is_text = document == "templates" && (before.is_string() || after.is_string());
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let lines = if is_text { line_changes(&text(&before), &text(&after)) } else { Vec::new() };
            Change { document: document.clone(), key: key.clone(), before, after, lines }
        })
        // Blank lines alone change no text.
        .filter(|change| {
            change.lines.is_empty() || change.lines.iter().any(|line| !matches!(line, LineChange::Same(_)))
        })
        .collect()
}

/// Values by document and dotted key.
fn leaves(config: &Effective) -> BTreeMap<(String, String), Value> {
    let mut all = BTreeMap::new();
    if let Ok(Value::Object(documents)) = serde_json::to_value(&config.documents) {
        for (document, content) in documents {
            flatten(&document, "", content, &mut all);
        }
    }
    all
}

fn flatten(document: &str, prefix: &str, value: Value, all: &mut BTreeMap<(String, String), Value>) {
    match value {
        Value::Object(fields) => {
            for (name, child) in fields {
                let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                flatten(document, &key, child, all);
            }
        }
        leaf => drop(all.insert((document.to_owned(), prefix.to_owned()), leaf)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_settings::{Environment, Settings};

    #[test]
    fn keys_that_differ_are_told_with_both_values() {
        let settings = Settings::defaults(Environment::Prod).unwrap();
        let compiled = Effective::compiled(&settings);
        assert_eq!(diff(&compiled, &compiled), []);
        let mut documents = compiled.documents.clone();
        documents.thresholds.tier2 = Some(0.9);
        documents.teams.values_mut().for_each(|entry| entry.display_name = Some("x".into()));
        documents.teams.retain(|team, _| team.0.key() == "sales");
        let text = "First.\nSecond.".to_owned();
        documents.templates.retain(|id, _| id.as_str() == "t_wrong_item_intake");
        documents.templates.values_mut().for_each(|entry| entry.default = Some(text.clone()));
        let changes = diff(&compiled, &Effective::of(&documents, &settings).unwrap());
        let keys: Vec<_> = changes.iter().map(|change| change.key.as_str()).collect();
        assert_eq!(keys, ["sales.display_name", "t_wrong_item_intake.default", "tier2"]);
        assert_eq!((&changes[0].before, &changes[0].after), (&Value::Null, &json!("x")));
        assert!(changes[1].lines.contains(&LineChange::Added("Second.".into())));
        assert_eq!((&changes[2].before, &changes[2].after), (&json!(0.85), &json!(0.9)));
        assert!(changes[2].lines.is_empty());
    }
}
