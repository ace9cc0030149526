//! An output that its type declares as secret is so also while it is unknown, whether or not the provider sends it then.

use pulumi::{Context, CustomResource, Inputs, Package, Provider, ResourceOptions, ResourceRequest, Result, inputs};

const OUTPUT: Package = Package::new("output", "23.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let elided = ctx.provider(&OUTPUT, "provElided", inputs! { "elideUnknowns" => true }, ResourceOptions::new());
    let not_elided = ctx.provider(&OUTPUT, "provNotElided", Inputs::new(), ResourceOptions::new());
    for (name, provider) in [("topLevelElided", &elided), ("topLevelNotElided", &not_elided)] {
        let resource = resource(&ctx, name, provider);
        ctx.export(name, resource.output::<String>("secretOutput"));
    }
    Ok(())
}

fn resource(ctx: &Context, name: &str, provider: &Provider) -> CustomResource {
    ctx.register(ResourceRequest {
        package: &OUTPUT,
        type_: "output:index:Resource",
        name,
        inputs: inputs! { "value" => 1 },
        secret_outputs: &["secretOutput"],
        options: ResourceOptions::new().provider(provider),
    })
}
