//! A resource that a parameter adds to a provider, beside one of the provider's own.

use pulumi::{Context, Inputs, Result};

use super::{EXTBASE, MYEXT, register};

pub(crate) async fn program(ctx: Context) -> Result {
    let greeting = register(&ctx, &MYEXT, "myext:index:Greeting", "greeting", Inputs::new());
    let base = register(&ctx, &EXTBASE, "extbase:index:Base", "base", Inputs::new());
    ctx.export("parameterValue", greeting.output::<String>("parameterValue"));
    ctx.export("baseValue", base.output::<String>("baseValue"));
    Ok(())
}
