//! Two versions of one provider; without the option it is that of the package.

use pulumi::{Context, Package, ResourceOptions, Result, inputs};

const SIMPLE: Package = Package::new("simple", "26.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let simple = |name: &str, value: bool, options: ResourceOptions| {
        super::register(&ctx, &SIMPLE, "simple:index:Resource", name, inputs! { "value" => value }, options)
    };
    simple("withV2", true, ResourceOptions::new().version("2.0.0"));
    simple("withV26", false, ResourceOptions::new().version("26.0.0"));
    simple("withDefault", true, ResourceOptions::new());
    Ok(())
}
