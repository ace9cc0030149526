//! A resource with a provider of its own.

use pulumi::{Context, Inputs, ResourceOptions, Result};

use super::{SIMPLE, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let provider = ctx.provider(&SIMPLE, "prov", Inputs::new(), ResourceOptions::new());
    simple(&ctx, "res", true, ResourceOptions::new().provider(&provider));
    Ok(())
}
