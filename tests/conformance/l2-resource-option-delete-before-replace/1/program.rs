//! Both are replaced: one after its deletion, one before.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let replaced = || ResourceOptions::new().replace_on_changes(["value"]);
    simple(&ctx, "withOption", false, replaced().delete_before_replace(true));
    simple(&ctx, "withoutOption", false, replaced());
    Ok(())
}
