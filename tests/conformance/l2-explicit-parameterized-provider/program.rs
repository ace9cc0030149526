//! An instance of the provider of a parameterized package.

use pulumi::{Context, Inputs, Package, ResourceOptions, Result, inputs};

use super::{parameterized, register_with};

const GOODBYE: Package = parameterized("goodbye", b"Goodbye");

pub(crate) async fn program(ctx: Context) -> Result {
    let prov = ctx.provider(&GOODBYE, "prov", inputs! { "text" => "World" }, ResourceOptions::new());
    // The type is named by the parameter.
    let options = ResourceOptions::new().provider(&prov);
    let res = register_with(&ctx, &GOODBYE, "goodbye:index:Goodbye", "res", Inputs::new(), options);
    ctx.export("parameterValue", res.output::<String>("parameterValue"));
    Ok(())
}
