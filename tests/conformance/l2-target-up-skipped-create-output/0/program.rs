//! The resource that the next update is about, and another one.

use pulumi::{Context, ResourceOptions, Result, inputs};

use super::{NESTED_OBJECT, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "target", true, ResourceOptions::new());
    let type_ = "nestedobject:index:Container";
    register(&ctx, &NESTED_OBJECT, type_, "other", inputs! { "inputs" => ["a"] }, ResourceOptions::new());
    Ok(())
}
