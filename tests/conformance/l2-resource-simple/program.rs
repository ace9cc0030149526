//! One resource with one property.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    register(&ctx, &SIMPLE, "simple:index:Resource", "res", inputs! { "value" => true });
    Ok(())
}
