//! Components that a provider makes, with a provider instance for what is in them.

use pulumi::{Context, Inputs, ResourceOptions, Result, inputs};

use super::{COMPONENT, remote_with};

pub(crate) async fn program(ctx: Context) -> Result {
    let explicit = ctx.provider(&COMPONENT, "explicit", Inputs::new(), ResourceOptions::new());
    // Providers know their package: a list of them is a map.
    for name in ["list", "map"] {
        let options = ResourceOptions::new().providers([&explicit]);
        let inputs = inputs! { "value" => "value" };
        remote_with(&ctx, &COMPONENT, "component:index:ComponentCallable", name, inputs, options);
    }
    Ok(())
}
