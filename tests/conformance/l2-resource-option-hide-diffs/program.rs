//! A property whose differences are not displayed.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "hideDiffs", true, ResourceOptions::new().hide_diffs(["value"]));
    simple(&ctx, "notHideDiffs", true, ResourceOptions::new());
    Ok(())
}
