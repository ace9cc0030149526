//! A method of a resource.

use pulumi::{Context, Inputs, Result, inputs};

use super::{CALL, register};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "defaultValue" };
    let default_res = register(&ctx, &CALL, "call:index:Custom", "defaultRes", inputs);
    let value = ctx.call(&CALL, "call:index:Custom/providerValue", &default_res, Inputs::new());
    ctx.export("defaultProviderValue", value.member("result").convert::<String>());
    Ok(())
}
