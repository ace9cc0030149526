//! A resource of a package in a namespace refers to one in a component of another package.

use pulumi::value::ResourceReference;
use pulumi::{Context, Package, Result, inputs};

use super::{COMPONENT, register, remote};

const NAMESPACED: Package = Package::new("namespaced", "16.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "foo-bar-baz" };
    let component_res = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefOutput", "componentRes", inputs);
    let inputs = inputs! { "value" => true, "resourceRef" => component_res.output::<ResourceReference>("ref") };
    register(&ctx, &NAMESPACED, "namespaced:index:Resource", "res", inputs);
    Ok(())
}
