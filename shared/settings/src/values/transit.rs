//! `shipping.transit_map`: the one key whose entries are allowed to be wrong, since merchants edit it by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Longest transit time, business days.
const MAX_DAYS: u64 = 60;

/// A window in business days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransitWindow {
    /// Earliest, 0 to 60.
    pub min: u8,
    /// Latest, `min` to 60.
    pub max: u8,
}

/// Valid entries by method text, and which entries were ignored. Empty means the built-in table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransitMap {
    /// Lower-case, trimmed method to window.
    pub entries: BTreeMap<String, TransitWindow>,
    /// Methods whose entry is invalid, for the warning at start-up; the map itself if it is no table.
    pub ignored: Vec<String>,
}

impl<'de> Deserialize<'de> for TransitMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(fields) = Value::deserialize(deserializer)? else {
            return Ok(Self { entries: BTreeMap::new(), ignored: vec!["shipping.transit_map".to_owned()] });
        };
        let mut map = Self::default();
        for (method, value) in fields {
            let key = method.trim().to_lowercase();
            match window(&value).filter(|_| !key.is_empty()) {
                Some(window) => drop(map.entries.insert(key, window)),
                None => map.ignored.push(method),
            }
        }
        Ok(map)
    }
}

fn window(value: &Value) -> Option<TransitWindow> {
    let (min, max) = match value {
        Value::Array(ends) => match ends.as_slice() {
            [only] => (days(only)?, days(only)?),
            [min, max] => (days(min)?, days(max)?),
            _ => return None,
        },
        only => (days(only)?, days(only)?),
    };
    (min <= max).then_some(TransitWindow { min, max })
}

fn days(value: &Value) -> Option<u8> {
    let days = match value {
        Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok()?,
        other => other.as_u64()?,
    };
    (days <= MAX_DAYS).then_some(days).and_then(|days| u8::try_from(days).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_accepted_form_and_every_refused_one() {
        let map: TransitMap = serde_json::from_value(json!({
            "Standard ": [3, 5], "rush": ["1", "2"], "two day": [2], "ground": 7, "same day": "0", "far": [60, 60],
            "reversed": [5, 3], "long": 61, "negative": -1, "fraction": 2.5, "empty": [], "three": [1, 2, 3],
            "text": "soon", "flag": true, " ": 3, "blank": ""
        }))
        .unwrap();
        let expected = [
            ("far", 60, 60),
            ("ground", 7, 7),
            ("rush", 1, 2),
            ("same day", 0, 0),
            ("standard", 3, 5),
            ("two day", 2, 2),
        ];
        let entries: Vec<_> = map.entries.iter().map(|(k, w)| (k.as_str(), w.min, w.max)).collect();
        assert_eq!(entries, expected);
        assert_eq!(map.ignored.len(), 10);
    }

    #[test]
    fn a_map_that_is_no_table_means_the_defaults() {
        for wrong in [json!([1]), json!("standard"), json!(null), json!(3)] {
            let map: TransitMap = serde_json::from_value(wrong).unwrap();
            assert!(map.entries.is_empty() && map.ignored.len() == 1);
        }
    }
}
