//! Two resources, replaced when their value changes.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let replaced = || ResourceOptions::new().replace_on_changes(["value"]);
    simple(&ctx, "withOption", true, replaced().delete_before_replace(true));
    simple(&ctx, "withoutOption", true, replaced());
    Ok(())
}
