//! Functions that give one value: a secret number, a list, and a map that is secret or not.

use std::collections::BTreeMap;

use pulumi::{Context, FromValue, InvokeOptions, Output, Package, Result, inputs};

use super::only_member;

const SCALAR_RETURNS: Package = Package::new("scalar-returns", "21.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("secret", invoke::<i64>(&ctx, "scalar-returns:index:invokeSecret", "goodbye"));
    ctx.export("array", invoke::<Vec<bool>>(&ctx, "scalar-returns:index:invokeArray", "the word"));
    for (name, value) in [("map", "hello"), ("secretMap", "secret")] {
        ctx.export(name, invoke::<BTreeMap<String, String>>(&ctx, "scalar-returns:index:invokeMap", value));
    }
    Ok(())
}

fn invoke<T: FromValue + Send + Sync + 'static>(ctx: &Context, token: &str, value: &str) -> Output<T> {
    only_member(&ctx.invoke(&SCALAR_RETURNS, token, inputs! { "value" => value }, InvokeOptions::new()))
}
