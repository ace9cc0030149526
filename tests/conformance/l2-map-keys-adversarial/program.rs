//! Keys of maps come through unchanged when they look like names of the engine, are empty, or need escaping.

use std::collections::BTreeMap;

use pulumi::{Context, Inputs, InvokeOptions, Package, Property, Result, inputs};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

const ESCAPES: &str = "Some ${common} \"characters\" 'that' need escaping: \
                       \\ (backslash), \t (tab), \u{1b} (escape), \u{7} (bell), \0 (null), \u{e0021} (tag space)";
const FORMATS: &str = "Format and glob specifiers: %percent ...ellipsis {open }close *asterisk \
                       ?question ,comma &&and ||or !not =>arrow ==equal :colon /slash";

pub(crate) async fn program(ctx: Context) -> Result {
    let res = register(&ctx, &PRIMITIVE, "primitive:index:Resource", "res", inputs());
    let invoked = ctx.invoke(&PRIMITIVE, "primitive:index:invoke", inputs(), InvokeOptions::new());
    ctx.export("resourceBooleanMap", res.output::<BTreeMap<String, bool>>("booleanMap"));
    ctx.export("invokeBooleanMap", invoked.member("booleanMap").convert::<BTreeMap<String, bool>>());
    Ok(())
}

fn inputs() -> Inputs {
    let members = [
        ("__type", true),
        ("__internal", false),
        ("__provider", true),
        ("__version", false),
        ("", true),
        (ESCAPES, false),
        (FORMATS, true),
    ];
    inputs! {
        "boolean" => false,
        "float" => 2.17,
        "integer" => -12,
        "string" => "adversarial",
        "numberArray" => [0, 1],
        "booleanMap" => Property::object(members),
    }
}
