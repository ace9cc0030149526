//! Numbers, texts and flags in the configuration, with and without defaults.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    ctx.export("theNumber", config.require::<f64>("aNumber")? + 1.25);
    ctx.export("defaultNumber", config.get::<f64>("optionalNumber")?.unwrap_or(41.5) + 1.2);
    ctx.export("theInteger", config.require::<i64>("anInt")? + 4);
    ctx.export("defaultInteger", config.get::<i64>("optionalInt")?.unwrap_or(1) + 2);
    ctx.export("theString", format!("{} World", config.require::<String>("aString")?));
    ctx.export(
        "defaultString",
        config.get::<String>("optionalString")?.unwrap_or_else(|| "defaultStringValue".to_owned()),
    );
    ctx.export("theBool", !config.require::<bool>("aBool")?);
    ctx.export("defaultBool", config.get::<bool>("optionalBool")?.unwrap_or(false));
    Ok(())
}
