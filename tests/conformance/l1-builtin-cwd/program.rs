//! The working directory of a program is its folder.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("cwdOutput", std::env::current_dir()?.to_string_lossy().into_owned());
    Ok(())
}
