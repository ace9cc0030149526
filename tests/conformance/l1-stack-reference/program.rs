//! Outputs of another stack; a secret one stays secret.

use pulumi::{Context, ResourceOptions, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let other = ctx.stack_reference_as("ref", "organization/other/dev", ResourceOptions::new());
    ctx.export("plain", other.require::<String>("plain"));
    ctx.export("secret", other.require::<String>("secret"));
    ctx.export("secret_unsecret", other.require::<String>("secret").reveal());
    Ok(())
}
