//! A function is called with a provider, a parent, a version and a place to download the plugin from.

use pulumi::{Context, Inputs, InvokeOptions, Package, ResourceOptions, Result, inputs};

const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let explicit_provider = ctx.provider(&SIMPLE_INVOKE, "explicitProvider", Inputs::new(), ResourceOptions::new());
    let options = InvokeOptions::new()
        .provider(&explicit_provider)
        .parent(&explicit_provider)
        .version("10.0.0")
        .plugin_download_url("https://example.com/github/example");
    let data = ctx.invoke(&SIMPLE_INVOKE, "simple-invoke:index:myInvoke", inputs! { "value" => "hello" }, options);
    ctx.export("hello", data.member("result").convert::<String>());
    Ok(())
}
