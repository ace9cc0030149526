//! Methods of a component that a provider makes.

use pulumi::{Context, Inputs, Result, inputs};

use super::{COMPONENT, remote};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "bar" };
    let component1 = remote(&ctx, &COMPONENT, "component:index:ComponentCallable", "component1", inputs);
    let identity = ctx.call(&COMPONENT, "component:index:ComponentCallable/identity", &component1, Inputs::new());
    ctx.export("from_identity", identity.member("result").convert::<String>());
    let arguments = inputs! { "prefix" => "foo-" };
    let prefixed = ctx.call(&COMPONENT, "component:index:ComponentCallable/prefixed", &component1, arguments);
    ctx.export("from_prefixed", prefixed.member("result").convert::<String>());
    Ok(())
}
