//! One of the two resources of the run before; the other one is deleted.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    register(&ctx, &SIMPLE, "simple:index:Resource", "aresource", inputs! { "value" => true });
    Ok(())
}
