//! The folder of the project and, below it, that of the program.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("rootDirectoryOutput", ctx.root_directory());
    ctx.export("workingDirectoryOutput", std::env::current_dir()?.to_string_lossy().into_owned());
    Ok(())
}
