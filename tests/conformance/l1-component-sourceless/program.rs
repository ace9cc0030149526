//! A component with inputs and nothing in it.

use pulumi::{Context, Inputs, ResourceOptions, Result, inputs};

pub(crate) async fn program(ctx: Context) -> Result {
    let document = pulumi::json!({ "key": "value" }).into_text();
    let inputs = inputs! { "aNumber" => 42, "aString" => "hello", "aJson" => document };
    ctx.component("my:custom:Component", "myComponent", inputs, ResourceOptions::new()).register_outputs(Inputs::new());
    Ok(())
}
