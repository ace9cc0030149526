//! The result of a function depends on what its arguments came from, and a function is not called before that exists, even
//! when its arguments are known in the preview.

use pulumi::{Context, InvokeOptions, Package, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");
const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let simple = |name, inputs| register(&ctx, &SIMPLE, "simple:index:Resource", name, inputs);
    let string = |name, inputs| register(&ctx, &SIMPLE_INVOKE, "simple-invoke:index:StringResource", name, inputs);
    let invoke = |token, arguments| ctx.invoke(&SIMPLE_INVOKE, token, arguments, InvokeOptions::new());

    let first = simple("first", inputs! { "value" => false });
    let arguments = inputs! { "value" => "hello", "secretResponse" => first.output::<bool>("value") };
    let secret = invoke("simple-invoke:index:secretInvoke", arguments).member("secret").convert::<bool>();
    simple("second", inputs! { "value" => secret });

    let third = string("third", inputs! { "text" => "third" });
    let arguments = inputs! { "text" => third.output::<String>("text") };
    let text = invoke("simple-invoke:index:getText", arguments).member("result").convert::<String>();
    string("fourth", inputs! { "text" => text });
    Ok(())
}
