//! What a provider receives of its configuration.

use pulumi::{Context, Inputs, ResourceOptions, Result, inputs, list, object};

use super::{CONFIG_GRPC, register};

pub(crate) async fn program(ctx: Context) -> Result {
    let config = inputs! {
        "string1" => "",
        "string2" => "x",
        // Looks like JSON, but is a text.
        "string3" => "{}",
        "int1" => 0,
        "int2" => 42,
        "num1" => 0,
        "num2" => 42.42,
        "bool1" => true,
        "bool2" => false,
        "listString1" => list![],
        "listString2" => ["", "foo"],
        "listInt1" => [1, 2],
        "mapString1" => object! {},
        "mapString2" => object! { "key1" => "value1", "key2" => "value2" },
        "mapInt1" => object! { "key1" => 0, "key2" => 42 },
        "objString1" => object! {},
        "objString2" => object! { "x" => "x-value" },
        "objInt1" => object! { "x" => 42 },
    };
    let provider = ctx.provider(&CONFIG_GRPC, "config_grpc_provider", config, ResourceOptions::new());
    let options = ResourceOptions::new().provider(&provider);
    register(&ctx, &CONFIG_GRPC, "config-grpc:index:ConfigFetcher", "config", Inputs::new(), options);
    Ok(())
}
