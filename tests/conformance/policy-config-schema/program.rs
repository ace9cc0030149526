//! Two resources, of which the policy's configuration names one.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "resY", true, ResourceOptions::new());
    simple(&ctx, "resN", false, ResourceOptions::new());
    Ok(())
}
