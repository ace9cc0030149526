//! A policy that puts a property right.

use pulumi::Value;
use pulumi::policy::{ConfigSchema, Policy, PolicyPack};
use serde_json::json;

#[derive(serde::Deserialize)]
struct Config {
    value: bool,
}

pub(crate) fn pack() -> PolicyPack {
    let fixup = Policy::remediation("fixup", "Sets property to config", |args| {
        let wanted = args.config::<Config>()?.value;
        if args.resource.properties.get::<bool>("value")? == Some(wanted) {
            return Ok(None);
        }
        let mut inputs = args.resource.properties.as_map().clone();
        inputs.insert("value".to_owned(), Value::Bool(wanted));
        Ok(Some(inputs))
    });
    let schema = ConfigSchema::new().required("value", json!({ "type": "boolean" }));
    PolicyPack::new("remediate", "3.0.0").policy(fixup.schema(schema).of_type("simple:index:Resource"))
}
