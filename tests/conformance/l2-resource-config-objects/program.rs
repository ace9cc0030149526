//! Lists and objects of the configuration become inputs; secret ones stay secret.

use std::collections::BTreeMap;

use pulumi::{Context, Package, Property, Result, inputs};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let numbers = config.require_object::<Vec<f64>>("plainNumberArray")?;
    let booleans = config.require_object::<BTreeMap<String, bool>>("plainBooleanMap")?;
    primitive(&ctx, "plain", numbers.into(), booleans.into());

    let numbers = config.require_secret_object::<Vec<f64>>("secretNumberArray")?;
    let booleans = config.require_secret_object::<BTreeMap<String, bool>>("secretBooleanMap")?;
    primitive(&ctx, "secret", numbers.into(), booleans.into());
    Ok(())
}

fn primitive(ctx: &Context, name: &str, numbers: Property, booleans: Property) {
    let inputs = inputs! {
        "boolean" => true,
        "float" => 3.5,
        "integer" => 3,
        "string" => name,
        "numberArray" => numbers,
        "booleanMap" => booleans,
    };
    register(ctx, &PRIMITIVE, "primitive:index:Resource", name, inputs);
}
