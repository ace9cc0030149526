//! What the stack is called.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("stackOutput", ctx.stack());
    ctx.export("projectOutput", ctx.project());
    ctx.export("organizationOutput", ctx.organization());
    Ok(())
}
