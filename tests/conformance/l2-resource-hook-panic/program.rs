//! A hook that panics.

use pulumi::{Context, HookOptions, HookPoint, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let hook = ctx.hook("panicHook", HookOptions::default(), |args| async move {
        assert!(args.name.is_empty(), "hook panic");
        Ok(())
    });
    simple(&ctx, "res", true, ResourceOptions::new().hook(HookPoint::AfterCreate, &hook));
    Ok(())
}
