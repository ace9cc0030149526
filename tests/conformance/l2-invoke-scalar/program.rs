//! A function that gives one value, not an object.

use pulumi::{Context, InvokeOptions, Package, Result, inputs};

use super::only_member;

const SCALAR: Package = Package::new("simple-invoke-with-scalar-return", "17.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let token = "simple-invoke-with-scalar-return:index:myInvokeScalar";
    let result = ctx.invoke(&SCALAR, token, inputs! { "value" => "goodbye" }, InvokeOptions::new());
    ctx.export("scalar", only_member::<bool>(&result));
    Ok(())
}
