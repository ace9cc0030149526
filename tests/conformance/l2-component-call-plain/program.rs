//! Methods that return plain values: a number, a provider that the component has made, and an object with both.

use pulumi::value::ResourceReference;
use pulumi::{
    Context, Error, FromValue, Inputs, Package, Provider, RemoteComponent, ResourceOptions, Result, Value, inputs,
};

use super::{only_member_of, register_with, remote};

const CONFIGURER: Package = Package::new("configurer", "38.0.0");

async fn called(ctx: &Context, configurer: &RemoteComponent, method: &str) -> Result<Value> {
    let token = format!("configurer:index:Configurer/{method}");
    ctx.call_plain(&CONFIGURER, &token, configurer, Inputs::new()).await
}

fn custom(ctx: &Context, name: &str, value: &str, provider: &Provider) {
    let options = ResourceOptions::new().provider(provider);
    register_with(ctx, &CONFIGURER, "configurer:index:Custom", name, inputs! { "value" => value }, options);
}

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "providerConfig" => "propagated" };
    let configurer = remote(&ctx, &CONFIGURER, "configurer:index:Configurer", "configurer", inputs);

    let provider: ResourceReference = only_member_of(&called(&ctx, &configurer, "plainProvider").await?)?;
    custom(&ctx, "customFromPlainProvider", "from-plain-provider", &ctx.hydrate_provider(&provider));

    let nested = called(&ctx, &configurer, "nestedPlainProvider").await?;
    let member = |name: &str| nested.as_object().and_then(|nested| nested.get(name)).cloned().unwrap_or_default();
    let provider = ResourceReference::from_value(&member("provider")).map_err(Error::from)?;
    custom(&ctx, "customFromNestedPlainProvider", "from-nested-plain-provider", &ctx.hydrate_provider(&provider));

    let value: i64 = only_member_of(&called(&ctx, &configurer, "plainValue").await?)?;
    ctx.export("plainValue", value);
    ctx.export("nestedPlainValue", i64::from_value(&member("value")).map_err(Error::from)?);
    Ok(())
}
