//! A function whose arguments are given by position; the second one may be left out.

use pulumi::{Context, Inputs, InvokeOptions, Output, Package, Result};

const MULTI_ARGUMENT_INVOKE: Package = Package::new("multi-argument-invoke", "44.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("both", multi_argument_invoke(&ctx, "hello", Some("world")));
    ctx.export("onlyRequired", multi_argument_invoke(&ctx, "hello", None));
    Ok(())
}

fn multi_argument_invoke(ctx: &Context, first: &str, second: Option<&str>) -> Output<String> {
    let arguments = Inputs::new().set("first", first).set_if("second", second);
    let token = "multi-argument-invoke:index:multiArgumentInvoke";
    ctx.invoke(&MULTI_ARGUMENT_INVOKE, token, arguments, InvokeOptions::new()).member("result").convert()
}
