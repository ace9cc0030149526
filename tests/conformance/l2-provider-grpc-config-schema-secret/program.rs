//! Configuration that the schema declares as secret. Its types would mark it; here the program does.

use pulumi::{Context, Inputs, Output, ResourceOptions, Result, inputs, list, object};

use super::{CONFIG_GRPC, register};

pub(crate) async fn program(ctx: Context) -> Result {
    let config = inputs! {
        "secretString1" => Output::secret("SECRET"),
        "secretInt1" => Output::secret(16),
        "secretNum1" => Output::secret(123_456.789),
        "secretBool1" => Output::secret(true),
        "listSecretString1" => list!["SECRET", "SECRET2"].into_secret(),
        "mapSecretString1" => object! { "key1" => "SECRET", "key2" => "SECRET2" }.into_secret(),
        "objSecretString1" => object! { "secretX" => Output::secret("SECRET") },
    };
    let provider = ctx.provider(&CONFIG_GRPC, "config_grpc_provider", config, ResourceOptions::new());
    let options = ResourceOptions::new().provider(&provider);
    register(&ctx, &CONFIG_GRPC, "config-grpc:index:ConfigFetcher", "config", Inputs::new(), options);
    Ok(())
}
