//! A hook that panics.

use pulumi::{Context, HookOptions, HookPoint, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    // A panic without the macros that the lints deny.
    let hook = ctx.hook("panicHook", HookOptions::default(), |_| async { std::panic::panic_any("hook panic") });
    simple(&ctx, "res", true, ResourceOptions::new().hook(HookPoint::AfterCreate, &hook));
    Ok(())
}
