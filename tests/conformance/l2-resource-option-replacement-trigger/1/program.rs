//! Other such values, one of them unknown in the preview, where it turns out to be the same.

use pulumi::{Context, Property, ResourceOptions, Result, inputs};

use super::{OUTPUT, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let trigger = |value: Property| ResourceOptions::new().replacement_trigger(value);
    simple(&ctx, "replacementTrigger", true, trigger("test2".into()));
    let inputs = inputs! { "value" => 2 };
    let unknown = register(&ctx, &OUTPUT, "output:index:Resource", "unknown", inputs, ResourceOptions::new());
    simple(&ctx, "unknownReplacementTrigger", true, trigger(unknown.output::<String>("output").into()));
    simple(&ctx, "notReplacementTrigger", true, ResourceOptions::new());
    let secret = Property::from([3, 2, 1]).into_secret();
    simple(&ctx, "secretReplacementTrigger", true, trigger(secret));
    Ok(())
}
