//! An update of one of two resources.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "target", true, ResourceOptions::new());
    simple(&ctx, "other", true, ResourceOptions::new());
    Ok(())
}
