//! A component with one resource: what its input came from is a dependency of the component and of the resource.

use pulumi::{Context, Output, Package, ResourceOptions, ResourceRequest, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

fn my_component(ctx: &Context, name: &str, input: Output<bool>) -> Output<bool> {
    let inputs = inputs! { "input" => &input };
    let component = ctx.component("components:index:MyComponent", name, inputs, ResourceOptions::new());
    let res = ctx.register(ResourceRequest {
        package: &SIMPLE,
        type_: "simple:index:Resource",
        name: &format!("{name}-res"),
        inputs: inputs! { "value" => input },
        secret_outputs: &[],
        options: ResourceOptions::new().parent(&component),
    });
    let output = res.output::<bool>("value");
    component.register_outputs(inputs! { "output" => &output });
    output
}

pub(crate) async fn program(ctx: Context) -> Result {
    let input = register(&ctx, &SIMPLE, "simple:index:Resource", "input", inputs! { "value" => true });
    ctx.export("result", my_component(&ctx, "someComponent", input.output("value")));
    Ok(())
}
