//! A component in a component: inputs go down, an output comes up.

use pulumi::{Context, Output, Package, ResourceOptions, ResourceRequest, Result, inputs};

const SIMPLE: Package = Package::new("simple", "2.0.0");

fn inner_component(ctx: &Context, name: &str, input: Output<bool>, options: ResourceOptions) -> Output<bool> {
    let component = ctx.component("components:index:InnerComponent", name, inputs! { "input" => &input }, options);
    let res = ctx.register(ResourceRequest {
        package: &SIMPLE,
        type_: "simple:index:Resource",
        name: &format!("{name}-res"),
        inputs: inputs! { "value" => input.map(|input| !input) },
        secret_outputs: &[],
        options: ResourceOptions::new().parent(&component),
    });
    let output = res.output::<bool>("value");
    component.register_outputs(inputs! { "output" => &output });
    output
}

fn outer_component(ctx: &Context, name: &str, input: Output<bool>, options: ResourceOptions) -> Output<bool> {
    let component = ctx.component("components:index:OuterComponent", name, inputs! { "input" => &input }, options);
    let options = ResourceOptions::new().parent(&component);
    let inner = inner_component(ctx, &format!("{name}-innerComponent"), input.map(|input| !input), options);
    component.register_outputs(inputs! { "output" => &inner });
    inner
}

pub(crate) async fn program(ctx: Context) -> Result {
    let outer = outer_component(&ctx, "outerComponent", Output::new(true), ResourceOptions::new());
    ctx.export("result", outer);
    Ok(())
}
