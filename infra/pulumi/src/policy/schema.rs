//! The form of a policy's configuration, as JSON Schema. The engine checks configurations against it.

use std::collections::BTreeMap;

use pulumi_proto as proto;
use serde_json::{Map as JsonMap, Value as JsonValue};

use crate::convert::IntoValue;
use crate::value::Map;
use crate::wire;

/// The engine adds this property to every schema.
const RESERVED: &str = "enforcementLevel";

/// The properties of a policy's configuration.
///
/// ```
/// use pulumi::policy::ConfigSchema;
/// use serde_json::json;
///
/// let schema = ConfigSchema::new()
///     .required("regions", json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }))
///     .optional("days", json!({ "type": "integer", "default": 30 }));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigSchema {
    properties: BTreeMap<String, JsonValue>,
    required: Vec<String>,
}

impl ConfigSchema {
    /// No properties.
    pub fn new() -> Self {
        Self::default()
    }

    /// A property that must be set. `schema` is its JSON Schema, an object.
    #[must_use]
    pub fn required(mut self, name: impl Into<String>, schema: JsonValue) -> Self {
        let name = name.into();
        self.required.push(name.clone());
        self.optional(name, schema)
    }

    /// A property that may be set; a `default` in its JSON Schema applies if it is not.
    #[must_use]
    pub fn optional(mut self, name: impl Into<String>, schema: JsonValue) -> Self {
        self.properties.insert(name.into(), schema);
        self
    }

    pub(crate) fn defaults(&self) -> JsonMap<String, JsonValue> {
        let default = |(name, schema): (&String, &JsonValue)| Some((name.clone(), schema.get("default")?.clone()));
        self.properties.iter().filter_map(default).collect()
    }

    /// The name of a property that cannot be sent, and why.
    pub(crate) fn fault(&self) -> Option<(&str, String)> {
        self.properties.iter().find_map(|(name, schema)| {
            let reason = match schema.clone().into_value() {
                _ if name == RESERVED => {
                    "the name is reserved for the enforcement level; choose another one".to_owned()
                }
                _ if !schema.is_object() => {
                    "its schema must be a JSON object, such as {\"type\": \"string\"}".to_owned()
                }
                Err(error) => error.to_string(),
                Ok(_) => return None,
            };
            Some((name.as_str(), reason))
        })
    }

    pub(crate) fn wire(&self) -> proto::PolicyConfigSchema {
        let properties: JsonMap<String, JsonValue> = self.properties.clone().into_iter().collect();
        proto::PolicyConfigSchema { properties: Some(json_to_wire(&properties)), required: self.required.clone() }
    }
}

/// Numbers that the protocol cannot hold exactly are left out: [`ConfigSchema::fault`] has refused them.
pub(crate) fn json_to_wire(json: &JsonMap<String, JsonValue>) -> prost_types::Struct {
    let member = |(name, json): (&String, &JsonValue)| Some((name.clone(), json.clone().into_value().ok()?));
    wire::map_to_wire(&json.iter().filter_map(member).collect::<Map>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Value;

    #[test]
    fn defaults_and_required_properties_are_those_of_the_schema() {
        let schema = ConfigSchema::new()
            .required("regions", json!({ "type": "array" }))
            .optional("days", json!({ "type": "integer", "default": 30 }));
        assert_eq!(JsonValue::Object(schema.defaults()), json!({ "days": 30 }));
        let sent = schema.wire();
        assert_eq!(sent.required, ["regions"]);
        let properties = wire::map_from_wire(sent.properties.unwrap());
        assert_eq!(properties["regions"], Value::Object(Map::from([("type".into(), Value::String("array".into()))])));
    }

    #[test]
    fn a_schema_that_would_confuse_the_engine_is_a_fault() {
        let reserved = ConfigSchema::new().optional("enforcementLevel", json!({ "type": "string" }));
        assert_eq!(reserved.fault().map(|(name, _)| name), Some("enforcementLevel"));
        let no_object = ConfigSchema::new().optional("size", json!("integer"));
        assert!(no_object.fault().is_some_and(|(_, reason)| reason.contains("JSON object")));
        assert_eq!(ConfigSchema::new().optional("size", json!({ "type": "integer" })).fault(), None);
    }
}
