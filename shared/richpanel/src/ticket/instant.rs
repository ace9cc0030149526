//! The vendor's styles of writing a time.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;
use switchboard_domain::Timestamp;

/// Numbers from here on are milliseconds, below it seconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// RFC 3339 with or without an offset (naive is UTC), or an epoch in seconds or milliseconds as number or digits.
pub fn instant_of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => epoch(number.as_f64()?),
        Value::String(text) => {
            let text = text.trim();
            if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                return epoch(text.parse().ok()?);
            }
            text.parse().ok().or_else(|| naive(text))
        }
        _ => None,
    }
}

/// Zero and negative numbers are a vendor's "unset", not a time.
fn epoch(number: f64) -> Option<Timestamp> {
    let millis = if number >= MILLISECONDS_FROM { number } else { number * 1_000.0 };
    (number > 0.0 && millis.is_finite()).then(|| Timestamp::from_millis(millis as i64))
}

fn naive(text: &str) -> Option<Timestamp> {
    if !text.contains(':') {
        return None; // a date without a time orders nothing
    }
    let civil: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok().map(Timestamp::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_style() {
        let table = [
            (json!("2026-01-15T15:00:00Z"), Some("2026-01-15T15:00:00.000Z")),
            (json!("2026-01-15T10:00:00.5-05:00"), Some("2026-01-15T15:00:00.500Z")),
            (json!("2026-01-15T15:00:00"), Some("2026-01-15T15:00:00.000Z")),
            (json!("2026-01-15 15:00:00"), Some("2026-01-15T15:00:00.000Z")),
            (json!(1_768_489_200), Some("2026-01-15T15:00:00.000Z")),
            (json!(1_768_489_200_123_i64), Some("2026-01-15T15:00:00.123Z")),
            (json!("1768489200"), Some("2026-01-15T15:00:00.000Z")),
            (json!("1768489200123"), Some("2026-01-15T15:00:00.123Z")),
            (json!(1_768_489_200.5), Some("2026-01-15T15:00:00.500Z")),
            (json!(99_999_999_999_i64), Some("5138-11-16T09:46:39.000Z")),
            (json!(100_000_000_000_i64), Some("1973-03-03T09:46:40.000Z")),
            (json!("2026-01-15"), None),
            (json!("yesterday"), None),
            (json!("1.2.3"), None),
            (json!(""), None),
            (json!(0), None),
            (json!(-5), None),
            (json!(null), None),
            (json!({}), None),
        ];
        for (value, expected) in table {
            assert_eq!(instant_of(&value).map(|at| at.to_string()).as_deref(), expected, "{value}");
        }
    }
}
