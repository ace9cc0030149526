//! Children take over a provider of their own package only.

use pulumi::{Context, CustomResource, Inputs, Package, ResourceOptions, Result, inputs, list, object};

use super::{SIMPLE, simple};

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

fn primitive(ctx: &Context, name: &str, options: ResourceOptions) -> CustomResource {
    let inputs = inputs! {
        "boolean" => false,
        "float" => 0.0,
        "integer" => 0,
        "string" => "",
        "numberArray" => list![],
        "booleanMap" => object! {},
    };
    super::register(ctx, &PRIMITIVE, "primitive:index:Resource", name, inputs, options)
}

pub(crate) async fn program(ctx: Context) -> Result {
    let provider = ctx.provider(&SIMPLE, "provider", Inputs::new(), ResourceOptions::new());
    let explicit = simple(&ctx, "parent1", true, ResourceOptions::new().provider(&provider));
    simple(&ctx, "child1", true, ResourceOptions::new().parent(&explicit));
    let default = primitive(&ctx, "parent2", ResourceOptions::new());
    // A parent's default provider is not taken over, nor is one of another package.
    simple(&ctx, "child2", true, ResourceOptions::new().parent(&default));
    primitive(&ctx, "child3", ResourceOptions::new().parent(&explicit));
    Ok(())
}
