//! Values whose change replaces a resource.

use pulumi::{Context, Property, ResourceOptions, Result, inputs};

use super::{OUTPUT, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let trigger = |value: Property| ResourceOptions::new().replacement_trigger(value);
    simple(&ctx, "replacementTrigger", true, trigger("test".into()));
    let inputs = inputs! { "value" => 1 };
    register(&ctx, &OUTPUT, "output:index:Resource", "unknown", inputs, ResourceOptions::new());
    simple(&ctx, "unknownReplacementTrigger", true, trigger("hellohello".into()));
    simple(&ctx, "notReplacementTrigger", true, ResourceOptions::new());
    let secret = Property::from([1, 2, 3]).into_secret();
    simple(&ctx, "secretReplacementTrigger", true, trigger(secret));
    Ok(())
}
