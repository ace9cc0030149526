//! A resource that is taken over by its id.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "import", true, ResourceOptions::new().import("fakeID123"));
    simple(&ctx, "notImport", true, ResourceOptions::new());
    Ok(())
}
