//! A program that does not end by itself.

use std::time::Duration;

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.log().info("waiting");
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    Ok(())
}
