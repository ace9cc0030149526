//! A resource under a policy pack that cannot be served.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res1", true, ResourceOptions::new());
    Ok(())
}
