//! Property values as JSON, in the form that the engine gives them in a state file.

use prost_types::value::Kind;
use prost_types::{ListValue, NullValue, Struct, Value as Wire};
use pulumi::value::Value;
use serde_json::{Number, Value as Json};

/// The value as JSON. Assets, archives, secrets and unknowns become objects and strings with the engine's signatures.
pub fn to_json(value: &Value) -> Json {
    wire_to_json(pulumi::wire::to_wire(value))
}

/// The value that [`to_json`] wrote, or that somebody wrote by hand.
pub fn from_json(json: &Json) -> Value {
    pulumi::wire::from_wire(json_to_wire(json))
}

fn wire_to_json(value: Wire) -> Json {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(flag)) => Json::Bool(flag),
        Some(Kind::NumberValue(number)) => Json::Number(json_number(number)),
        Some(Kind::StringValue(text)) => Json::String(text),
        Some(Kind::ListValue(list)) => Json::Array(list.values.into_iter().map(wire_to_json).collect()),
        Some(Kind::StructValue(members)) => {
            Json::Object(members.fields.into_iter().map(|(key, value)| (key, wire_to_json(value))).collect())
        }
    }
}

/// Whole numbers without a fraction, as people write them.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn json_number(number: f64) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        return Number::from(number as i64);
    }
    Number::from_f64(number).unwrap_or_else(|| Number::from(0))
}

fn json_to_wire(json: &Json) -> Wire {
    let kind = match json {
        Json::Null => Kind::NullValue(NullValue::NullValue.into()),
        Json::Bool(flag) => Kind::BoolValue(*flag),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(items) => Kind::ListValue(ListValue { values: items.iter().map(json_to_wire).collect() }),
        Json::Object(members) => {
            let fields = members.iter().map(|(key, value)| (key.clone(), json_to_wire(value))).collect();
            Kind::StructValue(Struct { fields })
        }
    };
    Wire { kind: Some(kind) }
}

#[cfg(test)]
mod tests {
    use pulumi::Archive;
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_values_read_as_people_write_them() {
        let json = json!({"a": [1, 2.5, true, null, "x"]});
        assert_eq!(to_json(&from_json(&json)), json);
    }

    #[test]
    fn archives_survive() {
        let archive = Value::Archive(Archive { hash: Some("ab".into()), ..Archive::file("target/code.zip") });
        assert_eq!(from_json(&to_json(&archive)), archive);
    }
}
