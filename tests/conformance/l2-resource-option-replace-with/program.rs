//! A resource that is replaced whenever another one is.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let target = simple(&ctx, "target", true, ResourceOptions::new());
    simple(&ctx, "replaceWith", true, ResourceOptions::new().replace_with(&target));
    simple(&ctx, "notReplaceWith", true, ResourceOptions::new());
    Ok(())
}
