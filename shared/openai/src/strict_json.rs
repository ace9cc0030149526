//! Strict reading of what a model wrote: one JSON object and nothing else.

use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The object, if the text is exactly one JSON object (white space around it apart) in which no key occurs twice at
/// any level. Fences, prose, a second value and broken escapes are refused.
pub(crate) fn object(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str::<DistinctKeys>(text).ok()?;
    serde_json::from_str(text).ok().filter(Value::is_object)
}

/// Any JSON without repeated keys. Reading into a map would silently keep the last of them.
struct DistinctKeys;

impl<'de> Deserialize<'de> for DistinctKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DistinctKeys)
    }
}

impl<'de> Visitor<'de> for DistinctKeys {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated keys")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(de::Error::custom("a key occurs twice"));
            }
            entries.next_value::<Self>()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_object_and_nothing_else() {
        for good in ["{}", " {\"a\": [1, -2, 0.5, \"x\", true, null, {\"a\": 1}]}\n", r#"{"a": {"b": 1}, "b": 1}"#] {
            assert!(object(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "null",
            "[]",
            "[{}]",
            "\"{}\"",
            "```json\n{}\n```",
            "Here it is: {}",
            "{} Done.",
            "{}{}",
            "{\"a\": 1, \"a\": 1}",
            "{\"x\": [{\"a\": 1, \"\\u0061\": 2}]}",
            "{\"a\": 1,}",
            "{'a': 1}",
            "{\"a\": NaN}",
            "{\"a\": \"\\ud800\"}",
            "{\"a\": 1e999}",
            "\u{feff}{}",
            "{\"a\": 1 /* c */}",
        ] {
            assert_eq!(object(bad), None, "{bad}");
        }
        assert_eq!(object(&"{\"a\":".repeat(10_000)), None, "nesting is bounded");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\":,a01.e \\\\u-]{0,60}") {
            if let Some(value) = object(&text) {
                prop_assert!(value.is_object());
            }
        }
    }
}
