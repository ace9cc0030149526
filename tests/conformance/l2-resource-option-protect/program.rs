//! A resource that cannot be deleted.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "protected", true, ResourceOptions::new().protect(true));
    simple(&ctx, "unprotected", true, ResourceOptions::new().protect(false));
    simple(&ctx, "defaulted", true, ResourceOptions::new());
    Ok(())
}
