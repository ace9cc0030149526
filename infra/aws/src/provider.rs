//! Configuration of provider instances: the engine hands it over as text, so what is no string is sent as JSON.

use pulumi::{FromValue as _, Input, JsonValue, Property, Value, ValueError};

/// The input as JSON text.
pub(crate) fn json_text<T>(input: Input<T>) -> Property {
    match input.into_property() {
        Property::Value(value) => {
            text(&value).map_or_else(|error| Property::Invalid(error.to_string()), Property::from)
        }
        later => later.into_output().try_map(|value| text(&value)).into(),
    }
}

fn text(value: &Value) -> Result<String, ValueError> {
    JsonValue::from_value(value).map(|json| json.to_string())
}
