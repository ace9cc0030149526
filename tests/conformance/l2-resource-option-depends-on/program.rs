//! A resource that waits for another one.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let first = simple(&ctx, "noDependsOn", true, ResourceOptions::new());
    simple(&ctx, "withDependsOn", false, ResourceOptions::new().depends_on(&first));
    Ok(())
}
