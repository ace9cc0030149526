//! A resource of a package in a namespace refers to one in a component of another package.

use pulumi::value::ResourceReference;
use pulumi::{Context, Package, Resource as _, Result, inputs};

use super::{COMPONENT, register, remote};

const NAMESPACED: Package = Package::new("namespaced", "16.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "foo-bar-baz" };
    let component_res = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefOutput", "componentRes", inputs);
    // The resource itself, as the type of this output says, and not only its name.
    let hydrating = ctx.clone();
    let resource = component_res.output::<ResourceReference>("ref");
    let resource = resource.and_then(move |reference| hydrating.hydrate(&reference).reference());
    let inputs = inputs! { "value" => true, "resourceRef" => resource };
    register(&ctx, &NAMESPACED, "namespaced:index:Resource", "res", inputs);
    Ok(())
}
