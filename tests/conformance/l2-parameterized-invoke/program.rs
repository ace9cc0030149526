//! A function of a parameterized package.

use pulumi::{Context, InvokeOptions, Package, Result, inputs};

use super::parameterized;

const SUBPACKAGE: Package = parameterized("subpackage", b"HelloWorld");

pub(crate) async fn program(ctx: Context) -> Result {
    // The function is named by the parameter.
    let arguments = inputs! { "input" => "goodbye" };
    let result = ctx.invoke(&SUBPACKAGE, "subpackage:index:doHelloWorld", arguments, InvokeOptions::new());
    ctx.export("parameterValue", result.member("output").convert::<String>());
    Ok(())
}
