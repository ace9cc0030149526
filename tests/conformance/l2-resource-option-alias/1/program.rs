//! The same resources under new names, types and parents: none is created again.

use pulumi::{Alias, Context, ResourceOptions, Result};

use super::simple;

pub(crate) async fn program(ctx: Context) -> Result {
    let parent = simple(&ctx, "parent", true, ResourceOptions::new());
    let urn = Alias::urn("urn:pulumi:test::l2-resource-option-alias::simple:index:Resource::aliasURN");
    let by_urn = simple(&ctx, "aliasURN", true, ResourceOptions::new().parent(&parent).alias(urn));
    simple(&ctx, "aliasNewName", true, ResourceOptions::new().alias(Alias::name("aliasName")));
    simple(&ctx, "aliasNoParent", true, ResourceOptions::new().parent(&parent).alias(Alias::no_parent()));
    simple(&ctx, "aliasParent", true, ResourceOptions::new().parent(&parent).alias(Alias::parent(&by_urn)));
    simple(&ctx, "aliasType", true, ResourceOptions::new().alias(Alias::of_type("component:index:Custom")));
    Ok(())
}
