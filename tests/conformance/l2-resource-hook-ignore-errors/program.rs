//! A hook whose failure is only a warning.

use pulumi::{Context, HookOptions, HookPoint, ResourceOptions, Result};

use super::{command, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let options = HookOptions { ignore_errors: true, ..HookOptions::default() };
    let hook = ctx.hook("failingHook", options, |_| async { command(&["false"]) });
    simple(&ctx, "res", true, ResourceOptions::new().hook(HookPoint::AfterCreate, &hook));
    Ok(())
}
