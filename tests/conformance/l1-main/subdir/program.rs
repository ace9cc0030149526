//! A program in a folder below the project.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("output_true", true);
    Ok(())
}
