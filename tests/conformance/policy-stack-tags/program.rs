//! A resource that is compared with a tag of the stack.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "res", true, ResourceOptions::new());
    Ok(())
}
