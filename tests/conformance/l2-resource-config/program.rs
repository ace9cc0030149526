//! A provider's own `pluginDownloadURL` property is not the resource option of that name.

use pulumi::{Context, Package, ResourceOptions, Result, inputs};

use super::register;

const CONFIG: Package = Package::new("config", "9.0.0").from_server("http://example.com");

pub(crate) async fn program(ctx: Context) -> Result {
    let provider_inputs = inputs! {
        "name" => "my config",
        "pluginDownloadURL" => "not the same as the pulumi resource option",
    };
    let prov = ctx.provider(&CONFIG, "prov", provider_inputs, ResourceOptions::new());
    // Takes a value from the explicit provider, but is managed by the default one.
    let version = prov.output::<String>("version");
    register(&ctx, &CONFIG, "config:index:Resource", "res", inputs! { "text" => version });
    ctx.export("pluginDownloadURL", prov.output::<Option<String>>("pluginDownloadURL"));
    Ok(())
}
