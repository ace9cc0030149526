//! The resource that the next update is about, and another one.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "targetOnly", true, ResourceOptions::new());
    simple(&ctx, "unrelated", true, ResourceOptions::new());
    Ok(())
}
