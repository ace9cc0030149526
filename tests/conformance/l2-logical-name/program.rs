//! Names of configuration values, resources and outputs hold any text.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let value = ctx.config().require::<bool>("cC-Charlie_charlie.😃⁉️")?;
    let resource =
        register(&ctx, &SIMPLE, "simple:index:Resource", "aA-Alpha_alpha.🤯⁉️", inputs! { "value" => value });
    ctx.export("bB-Beta_beta.💜⁉", resource.output::<bool>("value"));
    ctx.export("dD-Delta_delta.🔥⁉", resource.output::<bool>("value"));
    Ok(())
}
