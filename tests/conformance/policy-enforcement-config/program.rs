//! A resource that a policy judges at the level of its configuration.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res", true, ResourceOptions::new());
    Ok(())
}
