//! A function is called after a resource that it does not take as an argument; what is made of the result depends on it.

use pulumi::{Context, InvokeOptions, Package, Result, inputs};

use super::register;

const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");
const STRING_RESOURCE: &str = "simple-invoke:index:StringResource";

pub(crate) async fn program(ctx: Context) -> Result {
    let first = register(&ctx, &SIMPLE_INVOKE, STRING_RESOURCE, "first", inputs! { "text" => "first hello" });
    let options = InvokeOptions::new().depends_on(&first);
    let data = ctx.invoke(&SIMPLE_INVOKE, "simple-invoke:index:myInvoke", inputs! { "value" => "hello" }, options);
    let result = data.member("result").convert::<String>();
    register(&ctx, &SIMPLE_INVOKE, STRING_RESOURCE, "second", inputs! { "text" => &result });
    ctx.export("hello", result);
    Ok(())
}
