//! A function is called twice.

use pulumi::{Context, InvokeOptions, Package, Result, inputs};

const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    for value in ["hello", "goodbye"] {
        let arguments = inputs! { "value" => value };
        let result = ctx.invoke(&SIMPLE_INVOKE, "simple-invoke:index:myInvoke", arguments, InvokeOptions::new());
        ctx.export(value, result.member("result").convert::<String>());
    }
    Ok(())
}
