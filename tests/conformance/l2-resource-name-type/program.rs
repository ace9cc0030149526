//! A resource tells its name and its type token.

use pulumi::{Context, Package, Resource as _, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let res1 = register(&ctx, &SIMPLE, "simple:index:Resource", "res1", inputs! { "value" => true });
    ctx.export("name", res1.name());
    ctx.export("type", res1.type_token());
    Ok(())
}
