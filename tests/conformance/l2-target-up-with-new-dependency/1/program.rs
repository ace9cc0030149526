//! A new dependency between resources that the update leaves out.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "targetOnly", true, ResourceOptions::new());
    let dependency = simple(&ctx, "dep", true, ResourceOptions::new());
    simple(&ctx, "unrelated", true, ResourceOptions::new().depends_on(&dependency));
    Ok(())
}
