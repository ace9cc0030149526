//! Resources as inputs of a component and as arguments of its method: they are no dependencies of the properties.

use pulumi::{Context, CustomResource, Inputs, Package, Result, Value, inputs, list, object};

use super::{register, remote};

const PACKAGE: Package = Package::new("component-property-deps", "1.33.7");

fn references(custom1: &CustomResource, custom2: &CustomResource) -> Inputs {
    inputs! {
        "resource" => custom1,
        "resourceList" => list![custom1, custom2],
        "resourceMap" => object! { "one" => custom1, "two" => custom2 },
    }
}

pub(crate) async fn program(ctx: Context) -> Result {
    let custom = |name, value: &str| {
        register(&ctx, &PACKAGE, "component-property-deps:index:Custom", name, inputs! { "value" => value })
    };
    let (custom1, custom2) = (custom("custom1", "hello"), custom("custom2", "world"));
    let type_ = "component-property-deps:index:Component";
    let component1 = remote(&ctx, &PACKAGE, type_, "component1", references(&custom1, &custom2));
    let arguments = references(&custom1, &custom2);
    let refs = ctx.call(&PACKAGE, "component-property-deps:index:Component/refs", &component1, arguments);
    ctx.export("propertyDepsFromCall", refs.member("result").convert::<Value>());
    Ok(())
}
