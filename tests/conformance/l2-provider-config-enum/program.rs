//! Outputs of a provider as inputs of a resource.

use pulumi::{Context, Package, ResourceOptions, Result, inputs};

const CONFIG_ENUM: Package = Package::new("config-enum", "41.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let config = inputs! { "aString" => "hello", "aEnum" => "two" };
    let provider = ctx.provider(&CONFIG_ENUM, "prov", config, ResourceOptions::new());
    let inputs = inputs! {
        "theString" => provider.output::<String>("aString"),
        "theEnum" => provider.output::<String>("aEnum"),
    };
    let options = ResourceOptions::new().provider(&provider);
    super::register(&ctx, &CONFIG_ENUM, "config-enum:index:Resource", "res", inputs, options);
    Ok(())
}
