//! Two resources; the next run leaves one of them out.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    register(&ctx, &SIMPLE, "simple:index:Resource", "aresource", inputs! { "value" => true });
    register(&ctx, &SIMPLE, "simple:index:Resource", "other", inputs! { "value" => true });
    Ok(())
}
