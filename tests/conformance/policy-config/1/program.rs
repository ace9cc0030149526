//! The other value.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res", false, ResourceOptions::new());
    Ok(())
}
