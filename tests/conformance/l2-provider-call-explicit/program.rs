//! Methods of a provider instance, and of a resource that it manages.

use pulumi::{Context, Inputs, ResourceOptions, Result, inputs};

use super::{CALL, register_with};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "explicitProvValue" };
    let explicit_prov = ctx.provider(&CALL, "explicitProv", inputs, ResourceOptions::new());
    let options = ResourceOptions::new().provider(&explicit_prov);
    let inputs = inputs! { "value" => "explicitValue" };
    let explicit_res = register_with(&ctx, &CALL, "call:index:Custom", "explicitRes", inputs, options);

    let value = ctx.call(&CALL, "call:index:Custom/providerValue", &explicit_res, Inputs::new());
    ctx.export("explicitProviderValue", value.member("result").convert::<String>());
    let identity = ctx.call_provider(&CALL, "pulumi:providers:call/identity", &explicit_prov, Inputs::new());
    ctx.export("explicitProvFromIdentity", identity.member("result").convert::<String>());
    let arguments = inputs! { "prefix" => "call-prefix-" };
    let prefixed = ctx.call_provider(&CALL, "pulumi:providers:call/prefixed", &explicit_prov, arguments);
    ctx.export("explicitProvFromPrefixed", prefixed.member("result").convert::<String>());
    Ok(())
}
