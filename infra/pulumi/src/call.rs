//! Methods of components and provider instances.

use std::collections::BTreeSet;
use std::sync::Arc;

use pulumi_proto as proto;
use pulumi_proto::resource_call_request::ArgumentDependencies;

use crate::context::Context;
use crate::deps::Dependencies;
use crate::error::Error;
use crate::output::{Known, Output, State};
use crate::package::Package;
use crate::property::{Form, Inputs, Property};
use crate::register::{call_error, resolve_inputs_as};
use crate::resource::{Provider, Resource, ResourceState};
use crate::value::Value;
use crate::wire;

impl Context {
    /// Calls a method of `receiver`, which a provider implements. It is called in a preview as well, with arguments that
    /// may be unknown. The result is secret if an argument or a part of it is.
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

    /// Calls a method that returns plain values and waits for them; secrets in the result lose their mark. A method that
    /// returns one value returns an object with this value as its only member.
    ///
    /// # Errors
    /// [`Error`] with what the provider refused, or if the result is not known, as a method with plain results must not
    /// do.
    pub async fn call_plain(
        &self,
        package: &Package,
        token: &str,
        receiver: &impl Resource,
        arguments: Inputs,
    ) -> Result<Value, Error> {
        let state = called(self, package, token, receiver.state().clone(), arguments).await;
        match state.map_err(|error| error.context(format!("method {token}")))?.known {
            Known::Value(value) => Ok(value),
            Known::Unknown => Err(Error::new(format!("method {token}: the result is not known yet"))),
            Known::Absent => Err(Error::new(format!("method {token}: the receiver or an argument was not deployed"))),
        }
    }

    fn call_by(&self, package: &Package, token: &str, receiver: ResourceState, arguments: Inputs) -> Output<Value> {
        let (ctx, package, token) = (self.clone(), *package, token.to_owned());
        let output = Output::from_future(Some(self.scope().clone()), async move {
            match called(&ctx, &package, &token, receiver, arguments).await {
                Ok(state) => state,
                Err(error) => {
                    ctx.scope().fail(error.context(format!("method {token}")));
                    State { known: Known::Absent, secret: false, dependencies: Dependencies::default() }
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
    receiver: ResourceState,
    arguments: Inputs,
) -> Result<State<Value>, Error> {
    let is_provider = receiver.type_().starts_with("pulumi:providers:");
    let provider = if is_provider { receiver.provider_reference().await } else { None };
    // The result comes from the receiver, which counts as an argument that is a resource: the engine is not told so.
    let mut dependencies = Dependencies::of(&receiver);
    let arguments = arguments.set("__self__", Property::Resource(receiver));
    let sent = resolve_inputs_as(arguments, &BTreeSet::new(), Form::OutputValues(Arc::default())).await?;
    dependencies.urns.extend(sent.dependencies);
    let object = Value::Object(sent.object);
    let secret = object.has_secret();
    if sent.absent {
        return Ok(State { known: Known::Absent, secret, dependencies });
    }
    let by_argument = sent.by_property.into_iter();
    let wrap = |urns: BTreeSet<String>| ArgumentDependencies { urns: urns.into_iter().collect() };
    let reference = ctx.package_reference(package).await;
    let package_ref = reference.map_err(|status| call_error(&status, "registration of the package"))?;
    let versioned = package_ref.is_empty();
    let request = proto::ResourceCallRequest {
        tok: token.to_owned(),
        args: object.as_object().map(wire::map_to_wire),
        arg_dependencies: by_argument.map(|(name, urns)| (name, wrap(urns))).collect(),
        provider: provider.unwrap_or_default(),
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
    let known = if value.is_pending() { Known::Unknown } else { Known::Value(value.revealed()) };
    Ok(State { known, secret, dependencies })
}
