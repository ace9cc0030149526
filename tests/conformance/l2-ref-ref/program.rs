//! An object property inside an object property.

use pulumi::{Context, Package, Result, inputs, list, object};

use super::register;

const REF_REF: Package = Package::new("ref-ref", "12.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let data = object! {
        "innerData" => object! {
            "boolean" => false,
            "float" => 2.17,
            "integer" => -12,
            "string" => "Goodbye",
            "boolArray" => [false, true],
            "stringMap" => object! { "two" => "turtle doves", "three" => "french hens" },
        },
        "boolean" => true,
        "float" => 4.5,
        "integer" => 1024,
        "string" => "Hello",
        "boolArray" => list![],
        "stringMap" => object! { "x" => "100", "y" => "200" },
    };
    register(&ctx, &REF_REF, "ref-ref:index:Resource", "res", inputs! { "data" => data });
    Ok(())
}
