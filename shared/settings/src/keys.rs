//! The known keys: exactly those of the defaults file.

use std::sync::LazyLock;

use serde_json::Value;

use crate::tree::compiled_defaults;

/// Keys whose value is a table with free keys. A layer that sets one replaces the whole table.
const TABLES: [&str; 6] = [
    "channels.map",
    "shipping.transit_map",
    "llm.prices",
    "policy.thresholds.route_by_intent",
    "policy.thresholds.tier1_by_intent",
    "policy.thresholds.tier2_by_intent",
];

/// Variables that say where and as what a process runs. They are read by its host and are no settings.
///
/// `ENV` which environment, `DATA` the data directory, `LOG` the least level that is logged, `CONFIG` a JSON object of
/// dotted keys, `RELEASE` the release id of logs; on a cloud host also `PREFIX` of all resource names, `QUEUE_URL` and
/// `DLQ_URL`, `LIVE_QUEUE_URL` and `LIVE_DLQ_URL` of the live-chat lane, `JOBS` that the function may run and
/// `EDGE_URL` of the webhook as the public reaches it.
pub const HOST_VARIABLES: [&str; 12] = [
    "SWITCHBOARD_ENV",
    "SWITCHBOARD_DATA",
    "SWITCHBOARD_LOG",
    "SWITCHBOARD_CONFIG",
    "SWITCHBOARD_RELEASE",
    "SWITCHBOARD_PREFIX",
    "SWITCHBOARD_QUEUE_URL",
    "SWITCHBOARD_DLQ_URL",
    "SWITCHBOARD_LIVE_QUEUE_URL",
    "SWITCHBOARD_LIVE_DLQ_URL",
    "SWITCHBOARD_JOBS",
    "SWITCHBOARD_EDGE_URL",
];

static KNOWN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut keys = Vec::new();
    if let Ok(defaults) = compiled_defaults() {
        collect("", &defaults.base, &mut keys);
    }
    keys
});

/// Whether a dotted key holds a table of free keys.
pub(crate) fn is_table(key: &str) -> bool {
    TABLES.contains(&key)
}

/// All dotted keys, sorted.
pub fn known_keys() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(String::as_str)
}

/// The variable that sets a key: `richpanel.base_url` is `SWITCHBOARD_RICHPANEL_BASE_URL`.
pub fn variable_name(key: &str) -> String {
    format!("SWITCHBOARD_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// The candidate most similar to `text`, if any is similar enough to be a slip of the pen.
pub(crate) fn nearest(text: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(text, &candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The known key most similar to `key`.
pub(crate) fn nearest_key(key: &str) -> Option<String> {
    nearest(key, known_keys().map(str::to_owned))
}

fn collect(prefix: &str, value: &Value, keys: &mut Vec<String>) {
    let Value::Object(fields) = value else { return keys.push(prefix.to_owned()) };
    if is_table(prefix) {
        return keys.push(prefix.to_owned());
    }
    for (name, child) in fields {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        collect(&key, child, keys);
    }
    keys.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_names_are_unambiguous() {
        let mut names: Vec<_> = known_keys().map(variable_name).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count > 120, "{count} keys");
        for reserved in HOST_VARIABLES {
            assert!(!names.iter().any(|name| name == reserved), "{reserved}");
        }
    }

    #[test]
    fn every_key_of_the_defaults_file_is_explained() {
        let text = include_str!("../defaults.toml");
        let (keys, _) = text.split_once("# --- Environments").unwrap();
        let mut explained = false;
        for line in keys.lines() {
            match line.chars().next() {
                None => explained = false,
                Some('#') => explained = true,
                Some('[') => {}
                Some(_) => assert!(explained, "{line}"),
            }
        }
    }

    #[test]
    fn tables_exist_and_their_children_are_no_keys() {
        for table in TABLES {
            assert!(known_keys().any(|key| key == table), "{table}");
        }
        assert!(!known_keys().any(|key| key.starts_with("policy.thresholds.tier1_by_intent.")));
    }

    #[test]
    fn slips_of_the_pen_are_recognised_and_nonsense_is_not() {
        assert_eq!(nearest_key("richpanel.budget.request").as_deref(), Some("richpanel.budget.requests"));
        assert_eq!(nearest_key("xyzzy"), None);
    }
}
