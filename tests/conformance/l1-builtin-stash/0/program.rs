//! A value that the engine keeps.

use pulumi::{Context, Package, ResourceOptions, Result, Value, inputs, object};

/// What the engine itself provides: it has no version.
const PULUMI: Package = Package::new("pulumi", "");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "input" => object! { "key" => ["value", "s"], "" => false } };
    let stash = super::register(&ctx, &PULUMI, "pulumi:index:Stash", "myStash", inputs, ResourceOptions::new());
    ctx.export("stashInput", stash.output::<Value>("input"));
    ctx.export("stashOutput", stash.output::<Value>("output"));
    Ok(())
}
