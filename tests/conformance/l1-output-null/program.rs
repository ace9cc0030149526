//! A null in a list.

use pulumi::{Context, Result, Value};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("array", [Value::Null]);
    Ok(())
}
