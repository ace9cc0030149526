//! The providers of a local component reach the resources that a remote component in it makes.

use pulumi::{Context, Inputs, Output, Package, ResourceOptions, ResourceRequest, Result, inputs};

const COMPONENT: Package = Package::new("component", "13.3.7");
const SIMPLE: Package = Package::new("simple", "2.0.0");

fn local(ctx: &Context, name: &str, options: ResourceOptions) -> Output<bool> {
    let component = ctx.component("components:index:Local", name, Inputs::new(), options);
    let mlc = ctx.remote_component(ResourceRequest {
        package: &COMPONENT,
        type_: "component:index:ComponentForeignChild",
        name: &format!("{name}-mlc"),
        inputs: inputs! { "value" => true },
        secret_outputs: &[],
        options: ResourceOptions::new().parent(&component),
    });
    let result = mlc.output::<bool>("value");
    component.register_outputs(inputs! { "result" => &result });
    result
}

pub(crate) async fn program(ctx: Context) -> Result {
    let explicit = ctx.provider(&SIMPLE, "explicit", Inputs::new(), ResourceOptions::new());
    ctx.export("result", local(&ctx, "withProviders", ResourceOptions::new().providers([&explicit])));
    Ok(())
}
