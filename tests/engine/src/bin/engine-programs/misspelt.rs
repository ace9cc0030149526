//! A property that the type does not have, which only the provider can know.

use pulumi::{Context, ResourceOptions, Result, inputs};

use crate::aws::queue;

pub(crate) async fn program(ctx: Context) -> Result {
    queue(&ctx, "events", inputs! { "visibiltyTimeoutSeconds" => 180 }, ResourceOptions::new());
    Ok(())
}
