//! A resource that cannot be created; what does not need it is created all the same.

use pulumi::{Context, ResourceOptions, Result, inputs};

use super::{FAIL_ON_CREATE, SIMPLE, register, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => false };
    let failing =
        register(&ctx, &FAIL_ON_CREATE, "fail_on_create:index:Resource", "failing", inputs, ResourceOptions::new());
    simple(&ctx, "dependent", true, ResourceOptions::new().depends_on(&failing));
    let inputs = inputs! { "value" => failing.output::<bool>("value") };
    let type_ = "simple:index:Resource";
    let dependent = register(&ctx, &SIMPLE, type_, "dependent_on_output", inputs, ResourceOptions::new());
    let independent = simple(&ctx, "independent", true, ResourceOptions::new());
    let both = ResourceOptions::new().depends_on(&independent).depends_on(&dependent);
    simple(&ctx, "double_dependency", true, both);
    Ok(())
}
