//! A property with a constant value is read as a type that has no other value.

use pulumi::{Context, FromValue, IntoValue, Package, Result, Value, ValueError, inputs};

use super::register;

const CONSTANT: Package = Package::new("constant", "43.0.0");

/// The only kind that there is.
#[derive(Clone, Copy)]
struct Kind;

impl Kind {
    const TEXT: &'static str = "Constant";
}

impl FromValue for Kind {
    fn from_value(value: &Value) -> std::result::Result<Self, ValueError> {
        if value.as_str() == Some(Self::TEXT) { Ok(Self) } else { Err(ValueError::shape("the text `Constant`", value)) }
    }
}

impl IntoValue for Kind {
    fn into_value(self) -> std::result::Result<Value, ValueError> {
        Self::TEXT.into_value()
    }
}

pub(crate) async fn program(ctx: Context) -> Result {
    let first = register(&ctx, &CONSTANT, "constant:index:Resource", "first", inputs! { "kind" => Kind::TEXT });
    ctx.export("kind", first.output::<Kind>("kind"));
    Ok(())
}
