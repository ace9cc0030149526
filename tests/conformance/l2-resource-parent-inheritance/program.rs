//! Children take over provider, protection and retention, unless they say otherwise.

use pulumi::{Context, Inputs, ResourceOptions, Result};

use super::{SIMPLE, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let provider = ctx.provider(&SIMPLE, "provider", Inputs::new(), ResourceOptions::new());
    let parent = simple(&ctx, "parent1", true, ResourceOptions::new().provider(&provider));
    simple(&ctx, "child1", true, ResourceOptions::new().parent(&parent));
    simple(&ctx, "orphan1", true, ResourceOptions::new());
    let parent = simple(&ctx, "parent2", true, ResourceOptions::new().protect(true).retain_on_delete(true));
    simple(&ctx, "child2", true, ResourceOptions::new().parent(&parent));
    simple(&ctx, "child3", true, ResourceOptions::new().parent(&parent).protect(false).retain_on_delete(false));
    simple(&ctx, "orphan2", true, ResourceOptions::new());
    Ok(())
}
