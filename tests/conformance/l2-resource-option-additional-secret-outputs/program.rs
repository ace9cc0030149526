//! An output that becomes secret by an option.

use pulumi::{Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "withSecret", true, ResourceOptions::new().additional_secret_outputs(["value"]));
    simple(&ctx, "withoutSecret", true, ResourceOptions::new());
    Ok(())
}
