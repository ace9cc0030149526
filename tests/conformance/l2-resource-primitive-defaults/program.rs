//! Arguments with defaults: what is not set is sent with its default value.

use pulumi::{Context, Inputs, Package, Result, inputs};

use super::register;

const PRIMITIVE_DEFAULTS: Package = Package::new("primitive-defaults", "8.0.0");
const TYPE: &str = "primitive-defaults:index:Resource";

/// Arguments of the resource.
struct Arguments {
    boolean: bool,
    float: f64,
    integer: i64,
    string: String,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { boolean: false, float: 0.5, integer: 1, string: "default".to_owned() }
    }
}

impl From<Arguments> for Inputs {
    fn from(arguments: Arguments) -> Self {
        let Arguments { boolean, float, integer, string } = arguments;
        inputs! { "boolean" => boolean, "float" => float, "integer" => integer, "string" => string }
    }
}

pub(crate) async fn program(ctx: Context) -> Result {
    let explicit = Arguments { boolean: true, float: 3.14, integer: 42, string: "hello".to_owned() };
    register(&ctx, &PRIMITIVE_DEFAULTS, TYPE, "resExplicit", explicit.into());
    register(&ctx, &PRIMITIVE_DEFAULTS, TYPE, "resDefaulted", Arguments::default().into());
    Ok(())
}
