//! A program that wants a certain version of the engine.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let range: String = ctx.config().require("version")?;
    ctx.require_pulumi_version(&range).await?;
    Ok(())
}
