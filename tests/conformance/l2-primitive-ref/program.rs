//! An object property with members of every plain type.

use pulumi::{Context, Package, Result, inputs, object};

use super::register;

const PRIMITIVE_REF: Package = Package::new("primitive-ref", "11.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let data = object! {
        "boolean" => false,
        "float" => 2.17,
        "integer" => -12,
        "string" => "Goodbye",
        "boolArray" => [false, true],
        "stringMap" => object! { "two" => "turtle doves", "three" => "french hens" },
    };
    register(&ctx, &PRIMITIVE_REF, "primitive-ref:index:Resource", "res", inputs! { "data" => data });
    Ok(())
}
