//! One resource, and as many more as the configuration says.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let extra = ctx.config().require::<u32>("extraCount")?;
    simple(&ctx, "res1", true, ResourceOptions::new());
    for index in 0..extra {
        simple(&ctx, &format!("res2-{index}"), false, ResourceOptions::new());
    }
    Ok(())
}
