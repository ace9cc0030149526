//! Values of the SDK as programs write them.

use std::collections::HashMap;

use aws_smithy_types::error::operation::BuildError;
use serde_json::{Number, Value};

use crate::kind::Properties;
use crate::refusal::Refusal;
use crate::told::Told;

/// A number, without a fraction where it has none.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn number(value: f64) -> Value {
    /// Whole numbers of a float are exact below this.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// A list of texts.
pub(crate) fn texts(list: &[String]) -> Vec<Value> {
    list.iter().map(|text| Value::from(text.as_str())).collect()
}

/// An object of texts; an absent map is empty.
pub(crate) fn map(map: Option<&HashMap<String, String>>) -> Properties {
    map.into_iter().flatten().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect()
}

/// An object of these members.
pub(crate) fn properties<const N: usize>(pairs: [(&str, Value); N]) -> Properties {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the state knows of an object within a resource.
pub(crate) fn member(known: &Properties, name: &str) -> Properties {
    known.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// A part of a request that cannot be built without all of its members.
pub(crate) fn built<T>(service: &'static str, part: Result<T, BuildError>) -> Result<T, Refusal> {
    part.map_err(|error| Refusal::Failed { service, code: "incomplete".to_owned(), message: error.to_string() })
}

/// What is told, and these properties.
pub(crate) fn with(told: Told<'_>, properties: Properties) -> Told<'_> {
    properties.into_iter().fold(told, |told, (name, value)| told.put(&name, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(number(20.0), json!(20));
        assert_eq!(number(0.5), json!(0.5));
        assert_eq!(number(-3.0), json!(-3));
        assert_eq!(number(f64::NAN), Value::Null);
    }
}
