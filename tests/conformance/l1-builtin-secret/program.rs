//! Values marked as secret, and the mark taken off.

use pulumi::{Context, Output, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let secret = config.require_secret::<String>("aSecret")?;
    let plain: String = config.require("notSecret")?;
    ctx.export("roundtripSecret", &secret);
    ctx.export("roundtripNotSecret", &plain);
    ctx.export("double", secret.clone().into_secret());
    ctx.export("open", secret.reveal());
    ctx.export("close", Output::secret(plain));
    Ok(())
}
