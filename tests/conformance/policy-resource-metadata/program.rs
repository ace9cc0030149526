//! A resource for each thing that a policy can see beside properties.

use std::time::Duration;

use pulumi::{Context, CustomTimeouts, Inputs, ResourceOptions, Result, inputs};

use super::{SIMPLE, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let options = ResourceOptions::new;
    let provider = ctx.provider(&SIMPLE, "prov", Inputs::new(), options());
    simple(&ctx, "identity", true, options());
    simple(&ctx, "protected", true, options().protect(true));
    simple(&ctx, "ignoreChanges", true, options().ignore_changes(["value"]));
    simple(&ctx, "deleteBeforeReplace", true, options().delete_before_replace(true));
    simple(&ctx, "secretOutput", true, options().additional_secret_outputs(["value"]));
    let timeouts = CustomTimeouts { create: Some(Duration::from_secs(300)), ..CustomTimeouts::default() };
    simple(&ctx, "customTimeouts", true, options().custom_timeouts(timeouts));
    simple(&ctx, "explicitProvider", true, options().provider(&provider));
    let parent = simple(&ctx, "parent", true, options());
    simple(&ctx, "child", true, options().parent(&parent));
    let dependency = simple(&ctx, "dependency", true, options());
    simple(&ctx, "dependsOn", true, options().depends_on(&dependency));
    let value = inputs! { "value" => dependency.output::<bool>("value") };
    register(&ctx, &SIMPLE, "simple:index:Resource", "propertyDependency", value, options());
    Ok(())
}
