//! Configuration made of secrets.

use pulumi::{Context, Inputs, InvokeOptions, Output, Property, ResourceOptions, Result, Value, inputs, list, object};

use super::{CONFIG_GRPC, register};

/// Property of the answer of a function that makes secrets of its arguments.
fn secret(ctx: &Context, name: &str, value: impl Into<Property>) -> Output<Value> {
    let arguments = Inputs::new().set(name, value);
    ctx.invoke(&CONFIG_GRPC, "config-grpc:index:toSecret", arguments, InvokeOptions::new()).member(name)
}

pub(crate) async fn program(ctx: Context) -> Result {
    let text = || secret(&ctx, "string1", "SECRET");
    let config = inputs! {
        "string1" => text(),
        "int1" => secret(&ctx, "int1", 1_234_567_890),
        "num1" => secret(&ctx, "num1", 123_456.789),
        "bool1" => secret(&ctx, "bool1", true),
        "listString1" => secret(&ctx, "listString1", ["SECRET", "SECRET2"]),
        "listString2" => list!["VALUE", text()],
        "mapString2" => object! { "key1" => "value1", "key2" => text() },
        "objString2" => object! { "x" => text() },
    };
    let provider = ctx.provider(&CONFIG_GRPC, "config_grpc_provider", config, ResourceOptions::new());
    let options = ResourceOptions::new().provider(&provider);
    register(&ctx, &CONFIG_GRPC, "config-grpc:index:ConfigFetcher", "config", Inputs::new(), options);
    Ok(())
}
