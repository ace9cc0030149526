//! What is made of a secret is secret.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let number = ctx.config().require_secret::<f64>("aNumber")?;
    ctx.export("roundtrip", &number);
    ctx.export("theSecretNumber", number.map(|number| number + 1.25));
    Ok(())
}
