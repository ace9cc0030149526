//! Plugins from elsewhere: every address has a provider of its own.

use pulumi::{Context, Package, ResourceOptions, Result, inputs};

const URL: &str = "https://github.com/pulumi/pulumi-simple/releases/v${VERSION}";
const SIMPLE: Package = Package::new("simple", "27.0.0").from_server(URL);

pub(crate) async fn program(ctx: Context) -> Result {
    let simple = |name: &str, value: bool, options: ResourceOptions| {
        super::register(&ctx, &SIMPLE, "simple:index:Resource", name, inputs! { "value" => value }, options)
    };
    let from = |url: &str| ResourceOptions::new().plugin_download_url(url);
    simple("withDefaultURL", true, ResourceOptions::new());
    simple("withExplicitDefaultURL", true, from(URL));
    simple("withCustomURL1", true, from("https://custom.pulumi.test/provider1"));
    simple("withCustomURL2", false, from("https://custom.pulumi.test/provider2"));
    Ok(())
}
