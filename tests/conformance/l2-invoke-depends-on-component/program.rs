//! A function that is called once everything in a component is there, which only the engine can see.

use pulumi::{Context, InvokeOptions, Result, inputs};

use super::{COMPONENT, remote};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "checked" };
    let target = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefOutput", "target", inputs);
    let options = InvokeOptions::new().depends_on(&target);
    let data = ctx.invoke(&COMPONENT, "component:index:identity", inputs! { "input" => "reachable" }, options);
    ctx.export("echoed", data.member("result").convert::<String>());
    Ok(())
}
