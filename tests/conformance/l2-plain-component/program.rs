//! A component whose inputs are plain: the provider gets no outputs in them.

use pulumi::{Context, Package, Result, inputs, object};

use super::remote;

const PLAIN_COMPONENT: Package = Package::new("plaincomponent", "36.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! {
        "name" => "my-resource",
        "settings" => object! { "enabled" => true, "tags" => object! { "env" => "test" } },
    };
    let my_component = remote(&ctx, &PLAIN_COMPONENT, "plaincomponent:index:Component", "myComponent", inputs);
    ctx.export("label", my_component.output::<String>("label"));
    Ok(())
}
