//! Flags as outputs.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("output_true", true);
    ctx.export("output_false", false);
    Ok(())
}
