//! A configuration value whose default is the result of a function.

use pulumi::{Context, InvokeOptions, Output, Package, Result, inputs};

const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let arguments = inputs! { "value" => "hello" };
    let invoked = ctx.invoke(&SIMPLE_INVOKE, "simple-invoke:index:myInvoke", arguments, InvokeOptions::new());
    let default = invoked.member("result").convert::<String>();
    let given = ctx.config().get::<String>("defaultFromInvoke")?;
    ctx.export("result", given.map_or(default, Output::new));
    Ok(())
}
