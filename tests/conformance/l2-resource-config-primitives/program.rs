//! Scalars of the configuration become inputs; secret ones stay secret.

use pulumi::{Context, Package, Result, inputs, object};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let plain = inputs! {
        "boolean" => config.require::<bool>("plainBool")?,
        "float" => config.require::<f64>("plainNumber")?,
        "integer" => config.require::<i64>("plainInteger")?,
        "string" => config.require::<String>("plainString")?,
        "numberArray" => [-1.0, 0.0, 1.0],
        "booleanMap" => object! { "t" => true, "f" => false },
    };
    register(&ctx, &PRIMITIVE, "primitive:index:Resource", "plain", plain);

    let secret = inputs! {
        "boolean" => config.require_secret::<bool>("secretBool")?,
        "float" => config.require_secret::<f64>("secretNumber")?,
        "integer" => config.require_secret::<i64>("secretInteger")?,
        "string" => config.require_secret::<String>("secretString")?,
        "numberArray" => [-2.0, 0.0, 2.0],
        "booleanMap" => object! { "t" => true, "f" => false },
    };
    register(&ctx, &PRIMITIVE, "primitive:index:Resource", "secret", secret);
    Ok(())
}
