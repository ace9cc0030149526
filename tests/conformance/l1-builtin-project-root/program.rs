//! The folder of the project.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("rootDirectoryOutput", ctx.root_directory());
    Ok(())
}
