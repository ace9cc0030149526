//! A resource that is gone when another one is.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let target = simple(&ctx, "target", true, ResourceOptions::new());
    simple(&ctx, "deletedWith", true, ResourceOptions::new().deleted_with(&target));
    simple(&ctx, "notDeletedWith", true, ResourceOptions::new());
    Ok(())
}
