//! A resource whose property is not that of the stack's configuration.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res", true, ResourceOptions::new());
    Ok(())
}
