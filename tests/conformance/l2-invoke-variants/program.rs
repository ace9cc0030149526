//! A function with an output as its argument, and one without arguments.

use pulumi::{Context, Inputs, InvokeOptions, Output, Package, Result, inputs};

use super::register;

const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let text = inputs! { "text" => "hello" };
    let res = register(&ctx, &SIMPLE_INVOKE, "simple-invoke:index:StringResource", "res", text);
    let arguments = inputs! { "value" => res.output::<String>("text") };
    ctx.export("outputInput", invoke(&ctx, "simple-invoke:index:myInvoke", arguments));
    ctx.export("unit", invoke(&ctx, "simple-invoke:index:unit", Inputs::new()));
    Ok(())
}

fn invoke(ctx: &Context, token: &str, arguments: Inputs) -> Output<String> {
    ctx.invoke(&SIMPLE_INVOKE, token, arguments, InvokeOptions::new()).member("result").convert()
}
