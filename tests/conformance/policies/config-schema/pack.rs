//! A policy whose configuration has a schema.

use pulumi::policy::{ConfigSchema, Policy, PolicyPack};
use serde_json::json;

#[derive(serde::Deserialize)]
struct Config {
    value: bool,
    names: Vec<String>,
}

pub(crate) fn pack() -> PolicyPack {
    let validator = Policy::resource("validator", "Verifies property matches config", |args, report| {
        let config: Config = args.config()?;
        if !config.names.contains(&args.resource.name) {
            return Ok(());
        }
        match args.resource.properties.get::<bool>("value")? {
            Some(value) if value != config.value => report.violation(format!("Property was {value}")),
            _ => {}
        }
        Ok(())
    });
    let schema = ConfigSchema::new()
        .required("value", json!({ "type": "boolean" }))
        .required("names", json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }));
    PolicyPack::new("config-schema", "3.0.0").policy(validator.schema(schema).of_type("simple:index:Resource"))
}
