//! Objects in objects and lists of objects, filled and empty.

use pulumi::{Context, Package, Result, inputs, list, object};

use super::register;

const PLAIN: Package = Package::new("plain", "13.0.0");
const TYPE: &str = "plain:index:Resource";

pub(crate) async fn program(ctx: Context) -> Result {
    let filled = inputs! {
        "data" => object! {
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
            "boolArray" => [true, false],
            "stringMap" => object! { "x" => "100", "y" => "200" },
        },
        "dataList" => list![object! {
            "boolean" => true,
            "float" => 3.14,
            "integer" => 42,
            "string" => "Plain",
            "boolArray" => [true],
            "stringMap" => object! { "one" => "partridge" },
        }],
    };
    register(&ctx, &PLAIN, TYPE, "res", filled);

    let empty = inputs! {
        "data" => object! {
            "innerData" => object! {
                "boolean" => false,
                "float" => 0,
                "integer" => 0,
                "string" => "",
                "boolArray" => list![],
                "stringMap" => object! {},
            },
            "boolean" => false,
            "float" => 0,
            "integer" => 0,
            "string" => "",
            "boolArray" => list![],
            "stringMap" => object! {},
        },
        "dataList" => list![],
    };
    register(&ctx, &PLAIN, TYPE, "emptyListRes", empty);
    Ok(())
}
