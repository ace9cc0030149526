//! Methods of components and provider instances.

use pulumi_proto as proto;
use pulumi_proto::resource_call_request::ArgumentDependencies;

use crate::context::Context;
use crate::error::Error;
use crate::output::{Known, Output, State};
use crate::package::Package;
use crate::property::Inputs;
use crate::register::{engine_error, resolve_inputs};
use crate::resource::{Provider, Resource};
use crate::value::Value;
use crate::wire;

impl Context {
    /// Calls a method of `receiver`, which a provider implements. The result is secret if an argument is, unknown if one is.
    pub fn call(&self, package: &Package, token: &str, receiver: &impl Resource, arguments: Inputs) -> Output<Value> {
        self.call_by(package, token, receiver.state().clone(), arguments)
    }

    /// Calls a method of a provider instance.
    pub fn call_provider(
        &self,
        package: &Package,
        token: &str,
        provider: &Provider,
        arguments: Inputs,
    ) -> Output<Value> {
        self.call_by(package, token, provider.state().clone(), arguments)
    }

    fn call_by(
        &self,
        package: &Package,
        token: &str,
        receiver: crate::ResourceState,
        arguments: Inputs,
    ) -> Output<Value> {
        let (ctx, package, token) = (self.clone(), *package, token.to_owned());
        let output = Output::from_future(Some(self.scope().clone()), async move {
            let provider = receiver.type_().starts_with("pulumi:providers:");
            let provider = if provider { receiver.provider_reference().await } else { None };
            let arguments = arguments.set("__self__", crate::Property::Resource(receiver));
            match called(&ctx, &package, &token, provider.unwrap_or_default(), arguments).await {
                Ok(state) => state,
                Err(error) => {
                    ctx.scope().fail(error.context(format!("method {token}")));
                    State { known: Known::Absent, secret: false, dependencies: crate::deps::Dependencies::default() }
                }
            }
        });
        let wait = output.clone();
        self.scope().spawn(async move { drop(wait.state().await) });
        output
    }
}

async fn called(
    ctx: &Context,
    package: &Package,
    token: &str,
    provider: String,
    arguments: Inputs,
) -> Result<State<Value>, Error> {
    let sent = resolve_inputs(arguments, &std::collections::BTreeSet::new()).await?;
    let mut dependencies = crate::deps::Dependencies { urns: sent.dependencies, ..Default::default() };
    let object = Value::Object(sent.object);
    let secret = object.has_secret();
    if sent.absent {
        return Ok(State { known: Known::Absent, secret, dependencies });
    }
    let by_argument = sent.by_property.into_iter();
    let wrap = |urns: std::collections::BTreeSet<String>| ArgumentDependencies { urns: urns.into_iter().collect() };
    let reference = ctx.package_reference(package).await;
    let package_ref = reference.map_err(|status| engine_error(&status, "registration of the package"))?;
    let versioned = package_ref.is_empty();
    let request = proto::ResourceCallRequest {
        tok: token.to_owned(),
        args: object.as_object().map(wire::map_to_wire),
        arg_dependencies: by_argument.map(|(name, urns)| (name, wrap(urns))).collect(),
        provider,
        version: if versioned { package.version.to_owned() } else { String::new() },
        plugin_download_url: package.download_url.filter(|_| versioned).unwrap_or_default().to_owned(),
        package_ref,
        accepts_byte_string: true,
    };
    let answer = ctx.monitor().call(request).await.map_err(|status| Error::new(status.message().to_owned()))?;
    if let Some(failure) = answer.failures.first() {
        return Err(Error::new(format!("{}: {}", failure.property, failure.reason)));
    }
    dependencies.urns.extend(answer.return_dependencies.into_values().flat_map(|urns| urns.urns));
    let value = Value::Object(answer.r#return.map(wire::map_from_wire).unwrap_or_default());
    let secret = secret || value.has_secret();
    let known = if value.has_unknown() { Known::Unknown } else { Known::Value(value.revealed()) };
    Ok(State { known, secret, dependencies })
}
