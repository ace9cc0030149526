//! A resource whose property a policy puts right.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res", true, ResourceOptions::new());
    Ok(())
}
