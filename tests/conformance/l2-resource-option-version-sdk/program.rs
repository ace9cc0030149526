//! A resource of a package in one version, where another version is there as well: the package says which, no option does.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    register(&ctx, &SIMPLE, "simple:index:Resource", "withV2", inputs! { "value" => true });
    Ok(())
}
