//! The provider's own configuration.

mod endpoint;
mod region;

use std::collections::BTreeMap;

use aws_schema::{InputProperty, Schema, Type};

use crate::check::{Failure, suggestion, validate_value};
use crate::property::{Map, PropertyPath, Value, is_internal, peek, present, revealed};

pub use endpoint::Endpoint;
pub use region::{Partition, Region};

/// Token of the configuration in the schema.
pub const PROVIDER_TOKEN: &str = "pulumi:providers:aws";

/// Keys that the engine adds and the provider ignores.
const ENGINE_KEYS: [&str; 2] = ["version", "pluginDownloadURL"];

/// The configuration as far as it matters here. Credentials are accepted and not kept.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Where resources are; `None` while unknown in a preview.
    pub region: Option<Region>,
    /// Addresses that stand for AWS's own, in order.
    pub endpoints: Vec<Endpoint>,
    /// Tags for everything.
    pub default_tags: Map,
}

/// Judges a configuration.
#[derive(Debug)]
pub struct ConfigChecker<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The region of the process's environment, for a configuration without one.
    pub ambient_region: Option<&'a str>,
}

impl ConfigChecker<'_> {
    /// Reads a configuration. Stack configuration comes as JSON in strings, a program's own values as they are.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, arguments: &Map) -> Result<ProviderConfig, Vec<Failure>> {
        let mut failures = Vec::new();
        let known = self.known();
        let mut decoded = Map::new();
        for (key, value) in arguments {
            if is_internal(key) || ENGINE_KEYS.contains(&key.as_str()) {
                continue;
            }
            let Some(property) = known.get(key) else {
                let hint = match suggestion(key, known.keys()) {
                    Some(likely) => format!("did you mean `{likely}`?"),
                    None => format!("remove it: pulumi config rm aws:{key}"),
                };
                failures.push(Failure::of(key, format!("the AWS provider knows no such setting; {hint}")));
                continue;
            };
            match decode(&property.type_, value) {
                Ok(value) => {
                    let path = PropertyPath::root(key);
                    failures.extend(validate_value(self.schema, &property.type_, &value, &path));
                    decoded.insert(key.clone(), value);
                }
                Err(error) => {
                    let reason = format!("expected {}, or that as JSON: {error}", property.type_);
                    failures.push(Failure::of(key, reason));
                }
            }
        }
        let decoded = revealed(decoded);
        let region = self.region(&decoded).map_err(|failure| failures.push(failure));
        let endpoints = endpoint::read(&decoded).map_err(|failure| failures.push(failure));
        match (region, endpoints) {
            (Ok(region), Ok(endpoints)) if failures.is_empty() => {
                Ok(ProviderConfig { region, endpoints, default_tags: default_tags(&decoded) })
            }
            _ => Err(failures),
        }
    }

    fn known(&self) -> BTreeMap<String, InputProperty> {
        self.schema.resources.get(PROVIDER_TOKEN).map(|provider| provider.inputs.clone()).unwrap_or_default()
    }

    fn region(&self, decoded: &Map) -> Result<Option<Region>, Failure> {
        let text = match present(decoded, "region") {
            Some(Value::Unknown) => return Ok(None),
            Some(Value::String(text)) => text,
            _ => self.ambient_region.unwrap_or_default(),
        };
        if text.is_empty() {
            let reason = "no region is set; run `pulumi config set aws:region us-east-2`, or set AWS_REGION";
            return Err(Failure::of("region", reason));
        }
        Region::parse(text).map(Some).map_err(|error| Failure::of("region", error.to_string()))
    }
}

/// A setting whose type is no string may be given as JSON text.
fn decode(kind: &Type, value: &Value) -> Result<Value, serde_json::Error> {
    match peek(value) {
        Value::String(text) if !accepts_text(kind) && !text.is_empty() => {
            Ok(crate::property::from_json(&serde_json::from_str(text)?))
        }
        _ => Ok(value.clone()),
    }
}

fn accepts_text(kind: &Type) -> bool {
    match kind {
        Type::String | Type::Enum(_) | Type::Any => true,
        Type::OneOf(alternatives) => alternatives.iter().any(accepts_text),
        _ => false,
    }
}

fn default_tags(decoded: &Map) -> Map {
    let tags = present(decoded, "defaultTags").and_then(Value::as_object).and_then(|tags| tags.get("tags"));
    tags.and_then(Value::as_object).cloned().unwrap_or_default()
}
