//! A new resource that the update leaves out, and an output made of it.

use pulumi::{Context, ResourceOptions, Result, inputs};

use super::{NESTED_OBJECT, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "target", true, ResourceOptions::new());
    let type_ = "nestedobject:index:Container";
    register(&ctx, &NESTED_OBJECT, type_, "other", inputs! { "inputs" => ["a"] }, ResourceOptions::new());
    let inputs = inputs! { "inputs" => ["b"] };
    let skipped = register(&ctx, &NESTED_OBJECT, type_, "skipped", inputs, ResourceOptions::new());
    let key = skipped.output_at::<String>(&["details".into(), 0.into(), "key".into()]);
    ctx.export("skippedOutput", pulumi::format!("skipped-{}", key));
    Ok(())
}
