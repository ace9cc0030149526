//! The same resources, all but one changed: some are replaced, some updated.

use pulumi::{Context, ResourceOptions, Result, inputs};

use super::{REPLACE_ON_CHANGES, register};

/// Registers a resource of type A. Its schema replaces it when `replaceProp` changes: a typed resource adds that option by
/// itself, the engine does not read schemas.
fn a(ctx: &Context, name: &str, value: bool, replace_prop: bool, options: ResourceOptions) {
    let options = options.replace_on_changes(["replaceProp"]);
    let inputs = inputs! { "value" => value, "replaceProp" => replace_prop };
    register(ctx, &REPLACE_ON_CHANGES, "replaceonchanges:index:ResourceA", name, inputs, options);
}

/// Registers a resource of type B, which its schema never replaces.
fn b(ctx: &Context, name: &str, value: bool, options: ResourceOptions) {
    let inputs = inputs! { "value" => value };
    register(ctx, &REPLACE_ON_CHANGES, "replaceonchanges:index:ResourceB", name, inputs, options);
}

pub(crate) async fn program(ctx: Context) -> Result {
    let none = ResourceOptions::new;
    let on_value = || ResourceOptions::new().replace_on_changes(["value"]);
    let on_both = || ResourceOptions::new().replace_on_changes(["value", "replaceProp"]);
    a(&ctx, "schemaReplace", true, false, none());
    b(&ctx, "optionReplace", false, on_value());
    a(&ctx, "bothReplaceValue", false, true, on_value());
    a(&ctx, "bothReplaceProp", true, false, on_value());
    b(&ctx, "regularUpdate", false, none());
    b(&ctx, "noChange", true, on_value());
    a(&ctx, "wrongPropChange", true, false, on_value());
    a(&ctx, "multiplePropReplace", false, true, on_both());
    Ok(())
}
