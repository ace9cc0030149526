//! A value that the engine has kept: a new one does not replace it.

use pulumi::{Context, Package, ResourceOptions, Result, Value, inputs};

/// What the engine itself provides: it has no version.
const PULUMI: Package = Package::new("pulumi", "");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "input" => "ignored" };
    let stash = super::register(&ctx, &PULUMI, "pulumi:index:Stash", "myStash", inputs, ResourceOptions::new());
    ctx.export("stashInput", stash.output::<Value>("input"));
    ctx.export("stashOutput", stash.output::<Value>("output"));
    Ok(())
}
