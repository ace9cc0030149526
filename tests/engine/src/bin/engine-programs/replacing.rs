//! A queue that others refer to, and what makes the engine replace it.
//!
//! Configuration: `fifo` (a change replaces the queue), `deleteFirst` (the option deleteBeforeReplace).

use pulumi::{Context, ResourceOptions, Result, inputs};

use crate::aws::{queue, redrive_to};

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let fifo = config.get::<bool>("fifo")?.unwrap_or(false);
    let mut options = ResourceOptions::new();
    if let Some(first) = config.get("deleteFirst")? {
        options = options.delete_before_replace(first);
    }
    let target = queue(&ctx, "target", inputs! { "fifoQueue" => fifo }, options);
    queue(&ctx, "referrer", inputs! { "redrivePolicy" => redrive_to(&target) }, ResourceOptions::new());
    Ok(())
}
