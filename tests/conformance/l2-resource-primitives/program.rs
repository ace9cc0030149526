//! A resource with a property of every plain type.

use pulumi::{Context, Package, Result, inputs, object};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! {
        "boolean" => true,
        "float" => 3.14,
        "integer" => 42,
        "string" => "hello",
        "numberArray" => [-1.0, 0.0, 1.0],
        "booleanMap" => object! { "t" => true, "f" => false },
    };
    register(&ctx, &PRIMITIVE, "primitive:index:Resource", "res", inputs);
    Ok(())
}
