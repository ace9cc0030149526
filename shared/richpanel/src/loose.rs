//! Readers of loosely typed vendor values: each gives what the value clearly means, or nothing.

use serde_json::Value;

/// A non-empty text; numbers are written out. Not trimmed.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The first of the keys whose value is a text or number that is not blank, trimmed.
pub(crate) fn first_text(object: &Value, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| text_of(object.get(key)?).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// A whole number, or a string of digits.
pub(crate) fn number_of(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// A boolean, 0 or 1, or one of these as a string.
pub(crate) fn bool_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_mean_what_they_clearly_mean() {
        assert_eq!(text_of(&json!(" a ")), Some(" a ".into()));
        assert_eq!(text_of(&json!(12)), Some("12".into()));
        assert_eq!(first_text(&json!({"a": " ", "b": [], "c": " x "}), &["z", "a", "b", "c"]), Some("x".into()));
        for (value, expected) in [
            (json!(7), Some(7)),
            (json!("0042"), Some(42)),
            (json!("4a"), None),
            (json!(""), None),
            (json!(-1), None),
            (json!("99999999999999999999999"), None),
        ] {
            assert_eq!(number_of(&value), expected, "{value}");
        }
        for (value, expected) in [
            (json!(true), Some(true)),
            (json!(0), Some(false)),
            (json!(1), Some(true)),
            (json!("True"), Some(true)),
            (json!("false"), Some(false)),
            (json!("1"), Some(true)),
            (json!(2), None),
            (json!("yes"), None),
            (json!(null), None),
            (json!([]), None),
        ] {
            assert_eq!(bool_of(&value), expected, "{value}");
        }
    }
}
