//! A list of optional texts in the configuration.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    let names: Option<Vec<Option<String>>> = ctx.config().get_object("names")?;
    let names = names.unwrap_or_else(|| vec![None, Some("hello".to_owned()), None]);
    ctx.export("namesLength", names.len());
    Ok(())
}
