//! A resource that stays where it is when it is deleted.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "retainOnDelete", true, ResourceOptions::new().retain_on_delete(true));
    simple(&ctx, "notRetainOnDelete", true, ResourceOptions::new().retain_on_delete(false));
    simple(&ctx, "defaulted", true, ResourceOptions::new());
    Ok(())
}
