//! A hook that has a failed operation tried again.

use pulumi::{AfterError, Context, Inputs, Package, ResourceOptions, Result};

use super::{command, register};

const FLAKY: Package = Package::new("flaky", "46.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let file = ctx.config().require::<String>("hookTestFile")?;
    let hook = ctx.error_hook("retryHook", move |_| {
        let touched = command(&["touch", &file]);
        async move { touched.map(|()| AfterError::Retry) }
    });
    let options = ResourceOptions::new().on_error(&hook);
    register(&ctx, &FLAKY, "flaky:index:FlakyCreate", "res", Inputs::new(), options);
    Ok(())
}
