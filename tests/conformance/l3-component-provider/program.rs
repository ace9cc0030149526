//! A component makes a provider and a resource that is managed by it.

use pulumi::{Context, Output, Package, ResourceOptions, ResourceRequest, Result, inputs};

const CONFIG: Package = Package::new("config", "9.0.0").from_server("http://example.com");

fn provider_component(ctx: &Context, name: &str, text: &str) -> Output<String> {
    let inputs = inputs! { "text" => text };
    let component = ctx.component("components:index:ProviderComponent", name, inputs, ResourceOptions::new());
    let below = || ResourceOptions::new().parent(&component);
    let prov = ctx.provider(&CONFIG, &format!("{name}-prov"), inputs! { "name" => "my config" }, below());
    let res = ctx.register(ResourceRequest {
        package: &CONFIG,
        type_: "config:index:Resource",
        name: &format!("{name}-res"),
        inputs: inputs! { "text" => text },
        secret_outputs: &[],
        options: below().provider(&prov),
    });
    let result = res.output::<String>("text");
    component.register_outputs(inputs! { "result" => &result });
    result
}

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("result", provider_component(&ctx, "myComponent", "hello"));
    Ok(())
}
