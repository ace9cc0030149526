//! Parts of an output are reached through lists of lists of lists and maps of maps of maps.

use pulumi::{Context, Inputs, Package, Result};

use super::register;

const NESTED_COLLECTIONS: Package = Package::new("nestedcollections", "50.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let resource = register(&ctx, &NESTED_COLLECTIONS, "nestedcollections:index:Foo", "foo", Inputs::new());
    let second = ["conditionSets".into(), 0.into(), 0.into(), 1.into(), "prop".into()];
    ctx.export("secondProp", resource.output_at::<String>(&second));
    let leaf = ["privateEndpoint".into(), "outer".into(), "inner".into(), "leaf".into()];
    ctx.export("leaf", resource.output_at::<String>(&leaf));
    Ok(())
}
