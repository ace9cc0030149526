//! Tolerant access to vendor JSON: a field of the wrong type is an absent field.

use serde_json::Value;
use switchboard_domain::Timestamp;

/// Longest text kept of one field, characters.
const MAX_CHARS: usize = 2_048;

/// Most elements read of one list.
const MAX_ITEMS: usize = 250;

/// The first of the fields that is there and not null.
pub(crate) fn field<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().filter_map(|name| value.get(name)).find(|v| !v.is_null())
}

/// A scalar as trimmed text: strings that are not blank, and whole numbers.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.chars().take(MAX_CHARS).collect())
        }
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// The first of the fields that is a text or a whole number.
pub(crate) fn text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| value.get(name)).find_map(scalar)
}

/// Like [`text`], lower case with underscores, for enumerated states.
pub(crate) fn token(value: &Value, names: &[&str]) -> Option<String> {
    text(value, names).map(|t| t.to_lowercase().replace([' ', '-'], "_"))
}

/// The first of the fields that is an instant: RFC 3339, or milliseconds (or seconds) since the epoch.
pub(crate) fn instant(value: &Value, names: &[&str]) -> Option<Timestamp> {
    names.iter().filter_map(|name| value.get(name)).find_map(as_instant)
}

fn as_instant(value: &Value) -> Option<Timestamp> {
    /// Seconds stay below this until the year 5138; milliseconds are above it since 1973.
    const MILLISECONDS_FROM: i64 = 100_000_000_000;
    let text = scalar(value).or_else(|| value.as_f64().map(|f| format!("{f:.0}")))?;
    match text.parse::<i64>() {
        Ok(n) if n >= MILLISECONDS_FROM => Some(Timestamp::from_millis(n)),
        Ok(n) if n > 0 => Some(Timestamp::from_millis(n.saturating_mul(1_000))),
        Ok(_) => None,
        Err(_) => text.parse().ok(),
    }
}

/// The elements of a list in any of its forms: an array, `{nodes: []}`, `{edges: [{node}]}` or one object.
pub(crate) fn list<'a>(value: &'a Value, names: &[&str]) -> Vec<&'a Value> {
    let Some(found) = field(value, names) else { return Vec::new() };
    let items: Vec<&Value> = match found {
        Value::Array(items) => items.iter().collect(),
        Value::Object(object) => match (object.get("nodes"), object.get("edges")) {
            (Some(Value::Array(nodes)), _) => nodes.iter().collect(),
            (_, Some(Value::Array(edges))) => edges.iter().filter_map(|edge| edge.get("node")).collect(),
            _ => vec![found],
        },
        Value::String(_) | Value::Number(_) => vec![found],
        _ => Vec::new(),
    };
    items.into_iter().take(MAX_ITEMS).collect()
}

/// An id as text: `gid://shopify/Order/7?x=1` becomes `7`, everything else stays.
pub(crate) fn reduce_gid(id: &str) -> String {
    let last = id.rsplit('/').next().unwrap_or(id);
    let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
    if id.starts_with("gid://") && !digits.is_empty() { digits } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_come_in_every_form() {
        for form in [
            json!({"l": [1, 2]}),
            json!({"l": {"nodes": [1, 2]}}),
            json!({"l": {"edges": [{"node": 1}, {"node": 2}, {"cursor": "x"}]}}),
        ] {
            assert_eq!(list(&form, &["l"]), [&json!(1), &json!(2)]);
        }
        assert_eq!(list(&json!({"l": {"id": 1}}), &["l"]).len(), 1);
        assert!(list(&json!({"l": true}), &["l", "m"]).is_empty());
    }

    #[test]
    fn instants_in_every_form() {
        let at = |v: Value| as_instant(&v).map(|t| t.to_string());
        let expected = Some("2026-09-01T12:00:00.000Z".to_owned());
        for value in [
            json!("2026-09-01T08:00:00-04:00"),
            json!(1_788_264_000_000_i64),
            json!(1_788_264_000),
            json!(1_788_264_000_000.0),
            json!("1788264000000"),
        ] {
            assert_eq!(at(value.clone()), expected, "{value}");
        }
        for junk in [json!(null), json!("soon"), json!(0), json!(-5), json!([]), json!({}), json!("2026-09-01")] {
            assert_eq!(at(junk.clone()), None, "{junk}");
        }
    }

    #[test]
    fn gids_are_reduced_to_their_digits() {
        assert_eq!(reduce_gid("gid://shopify/Order/55120?key=9"), "55120");
        assert_eq!(reduce_gid("ord_9"), "ord_9");
    }
}
