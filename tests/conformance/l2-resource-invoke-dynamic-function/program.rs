//! A function that takes a list of anything and gives anything.

use pulumi::{Context, InvokeOptions, Package, Result, inputs, list, object};

const ANY_TYPE_FUNCTION: Package = Package::new("any-type-function", "15.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let local_value = "hello";
    let arguments = inputs! { "inputs" => list!["hello", local_value, object! {}] };
    let token = "any-type-function:index:dynListToDyn";
    let result = ctx.invoke(&ANY_TYPE_FUNCTION, token, arguments, InvokeOptions::new());
    ctx.export("dynamic", result.member("result"));
    Ok(())
}
