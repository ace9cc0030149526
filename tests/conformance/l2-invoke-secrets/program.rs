//! The result of a function is secret if the function says so or if an argument is.

use pulumi::{Context, InvokeOptions, Output, Package, Property, Result, inputs};

use super::register;

const SIMPLE: Package = Package::new("simple", "2.0.0");
const SIMPLE_INVOKE: Package = Package::new("simple-invoke", "10.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let res = register(&ctx, &SIMPLE, "simple:index:Resource", "res", inputs! { "value" => true });
    let response = |value: Property, secret: Property| response(&ctx, value, secret);
    ctx.export("nonSecret", response("hello".into(), false.into()));
    ctx.export("firstSecret", response("hello".into(), res.output::<bool>("value").into()));
    ctx.export("secondSecret", response(Property::from("goodbye").into_secret(), false.into()));
    Ok(())
}

fn response(ctx: &Context, value: Property, secret: Property) -> Output<String> {
    let arguments = inputs! { "value" => value, "secretResponse" => secret };
    let result = ctx.invoke(&SIMPLE_INVOKE, "simple-invoke:index:secretInvoke", arguments, InvokeOptions::new());
    result.member("response").convert()
}
