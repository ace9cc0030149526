//! Functions called in a component use the provider that the component was given.

use pulumi::{Context, Inputs, InvokeOptions, Package, ResourceOptions, Result, inputs};

const CONFIG: Package = Package::new("config", "9.0.0").from_server("http://example.com");
const MULTI_ARGUMENT_INVOKE: Package = Package::new("multi-argument-invoke", "44.0.0");

fn invoke_component(ctx: &Context, name: &str, options: ResourceOptions) {
    let component = ctx.component("components:index:InvokeComponent", name, Inputs::new(), options);
    let inside = || InvokeOptions::new().parent(&component);

    let token = "multi-argument-invoke:index:multiArgumentInvoke";
    let greeting = ctx.invoke(&MULTI_ARGUMENT_INVOKE, token, inputs! { "first" => "hello" }, inside());
    let text = greeting.member("result").convert::<String>();
    let provider_config = ctx.invoke(&CONFIG, "config:index:getConfig", inputs! { "text" => text }, inside());
    component.register_outputs(inputs! { "result" => provider_config.member("text").convert::<String>() });
}

pub(crate) async fn program(ctx: Context) -> Result {
    let prov = ctx.provider(&CONFIG, "prov", inputs! { "name" => "my config" }, ResourceOptions::new());
    invoke_component(&ctx, "myComponent", ResourceOptions::new().providers([&prov]));
    Ok(())
}
