//! Resources under their former names, types and parents.

use pulumi::{Context, Package, ResourceOptions, Result, inputs};

use super::simple;

const COMPONENT: Package = Package::new("component", "13.3.7");

pub(crate) async fn program(ctx: Context) -> Result {
    simple(&ctx, "parent", true, ResourceOptions::new());
    let by_urn = simple(&ctx, "aliasURN", true, ResourceOptions::new());
    simple(&ctx, "aliasName", true, ResourceOptions::new());
    simple(&ctx, "aliasNoParent", true, ResourceOptions::new());
    simple(&ctx, "aliasParent", true, ResourceOptions::new().parent(&by_urn));
    let inputs = inputs! { "value" => "true" };
    super::register(&ctx, &COMPONENT, "component:index:Custom", "aliasType", inputs, ResourceOptions::new());
    Ok(())
}
