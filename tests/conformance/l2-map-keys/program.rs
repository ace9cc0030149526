//! Keys of maps come through unchanged, whatever their case and punctuation.

use pulumi::{Context, Inputs, Package, Property, Result, inputs, list, object};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");
const PRIMITIVE_REF: Package = Package::new("primitive-ref", "11.0.0");
const REF_REF: Package = Package::new("ref-ref", "12.0.0");
const PLAIN: Package = Package::new("plain", "13.0.0");

const KEYS: [&str; 6] = ["my key", "my.key", "my-key", "my_key", "MY_KEY", "myKey"];

pub(crate) async fn program(ctx: Context) -> Result {
    let primitive = inputs! {
        "boolean" => false,
        "float" => 2.17,
        "integer" => -12,
        "string" => "Goodbye",
        "numberArray" => [0, 1],
        "booleanMap" => Property::object(KEYS.into_iter().zip([false, true, false, true, false, true])),
    };
    register(&ctx, &PRIMITIVE, "primitive:index:Resource", "prim", primitive);

    register(&ctx, &PRIMITIVE_REF, "primitive-ref:index:Resource", "ref", inputs! { "data" => inner() });

    let referenced = object! {
        "innerData" => object! {
            "boolean" => false,
            "float" => -2.17,
            "integer" => 123,
            "string" => "Goodbye",
            "boolArray" => list![],
            "stringMap" => texts(),
        },
        "boolean" => true,
        "float" => 4.5,
        "integer" => 1024,
        "string" => "Hello",
        "boolArray" => list![],
        "stringMap" => texts(),
    };
    register(&ctx, &REF_REF, "ref-ref:index:Resource", "rref", inputs! { "data" => referenced });

    let plains = inputs! { "data" => outer(), "nonPlainData" => outer() };
    register(&ctx, &PLAIN, "plain:index:Resource", "plains", plains);
    Ok(())
}

fn texts() -> Property {
    Property::object(KEYS.into_iter().zip(["one", "two", "three", "four", "five", "six"]))
}

fn inner() -> Inputs {
    inputs! {
        "boolean" => false,
        "float" => 2.17,
        "integer" => -12,
        "string" => "Goodbye",
        "boolArray" => [false, true],
        "stringMap" => texts(),
    }
}

fn outer() -> Inputs {
    inputs! {
        "innerData" => inner(),
        "boolean" => true,
        "float" => 4.5,
        "integer" => 1024,
        "string" => "Hello",
        "boolArray" => [true, false],
        "stringMap" => texts(),
    }
}
