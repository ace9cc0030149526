//! A queue that exists already.
//!
//! Configuration: `import` (its id, as long as it is to be taken over), `timeout` (visibility timeout, s).

use pulumi::{Context, ResourceOptions, Result, inputs};

use crate::aws::queue;

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let mut options = ResourceOptions::new();
    if let Some(id) = config.get::<String>("import")?.filter(|id| !id.is_empty()) {
        options = options.import(id);
    }
    let timeout = config.require::<u32>("timeout")?;
    let legacy = queue(&ctx, "legacy", inputs! { "name" => "legacy", "visibilityTimeoutSeconds" => timeout }, options);
    ctx.export("arn", legacy.output::<String>("arn"));
    Ok(())
}
