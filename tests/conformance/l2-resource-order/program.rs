//! An output of one resource is the input of the next, by way of a variable.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let res1 = register(&ctx, &SIMPLE, "simple:index:Resource", "res1", inputs! { "value" => true });
    let local_var = res1.output::<bool>("value");
    let res2 = register(&ctx, &SIMPLE, "simple:index:Resource", "res2", inputs! { "value" => local_var });
    ctx.export("out", res2.output::<bool>("value"));
    Ok(())
}
