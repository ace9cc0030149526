//! Values that stand in for those of a resource that cannot be created.

use pulumi::{Context, Resource as _, ResourceOptions, Result, inputs};

use super::{FAIL_ON_CREATE, SIMPLE, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => false };
    let failing =
        register(&ctx, &FAIL_ON_CREATE, "fail_on_create:index:Resource", "failing", inputs, ResourceOptions::new());
    ctx.export("recovered", failing.urn().recover(|reason| format!("recovered: {reason}")));
    let inputs = inputs! { "value" => failing.output::<bool>("value").recover(|reason| !reason.is_empty()) };
    register(&ctx, &SIMPLE, "simple:index:Resource", "recovered_value", inputs, ResourceOptions::new());
    simple(&ctx, "independent", true, ResourceOptions::new());
    Ok(())
}
