//! Outputs for another stack, one of them secret.
//!
//! Configuration: `password` (secret).

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("endpoint", "db.internal:5432");
    ctx.export("password", ctx.config().require_secret::<String>("password")?);
    Ok(())
}
