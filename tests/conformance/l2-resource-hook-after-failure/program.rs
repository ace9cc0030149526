//! A hook that fails after the resource was created.

use pulumi::{Context, HookOptions, HookPoint, ResourceOptions, Result};

use super::{command, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let hook = ctx.hook("failingHook", HookOptions::default(), |_| async { command(&["false"]) });
    simple(&ctx, "res", true, ResourceOptions::new().hook(HookPoint::AfterCreate, &hook));
    Ok(())
}
