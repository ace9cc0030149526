//! Functions of providers.

use std::collections::BTreeSet;

use pulumi_proto as proto;

use crate::context::Context;
use crate::deps::Dependencies;
use crate::error::Error;
use crate::options::DependsOn;
use crate::output::{Known, Output, State};
use crate::package::Package;
use crate::property::Inputs;
use crate::register::call_error;
use crate::resource::{Provider, Resource, ResourceState};
use crate::value::{Map, Value};
use crate::wire;

/// How a function is called.
#[derive(Clone, Debug, Default)]
pub struct InvokeOptions {
    parent: Option<ResourceState>,
    provider: Option<ResourceState>,
    version: Option<String>,
    plugin_download_url: Option<String>,
    depends_on: Vec<DependsOn>,
}

impl InvokeOptions {
    /// The package's default provider, at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// The provider that this resource would give its children.
    #[must_use]
    pub fn parent(mut self, parent: &impl Resource) -> Self {
        self.parent = Some(parent.state().clone());
        self
    }

    /// This provider instance.
    #[must_use]
    pub fn provider(mut self, provider: &Provider) -> Self {
        self.provider = Some(provider.state().clone());
        self
    }

    /// Version of the provider plugin.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Where the provider plugin is downloaded from.
    #[must_use]
    pub fn plugin_download_url(mut self, url: impl Into<String>) -> Self {
        self.plugin_download_url = Some(url.into());
        self
    }

    /// Called once this resource is there; unknown before.
    #[must_use]
    pub fn depends_on(mut self, resource: &impl Resource) -> Self {
        self.depends_on.push(DependsOn::Resource(resource.state().clone()));
        self
    }
}

impl Context {
    /// Calls a function once its arguments are known. The result is secret if an argument is. It is unknown if one is, or if
    /// one came from a resource that does not exist yet.
    pub fn invoke(&self, package: &Package, token: &str, inputs: Inputs, options: InvokeOptions) -> Output<Value> {
        let (ctx, package, token) = (self.clone(), *package, token.to_owned());
        let output = Output::from_future(Some(self.scope().clone()), async move {
            match ctx.invoked(&package, &token, inputs, options).await {
                Ok(state) => state,
                Err(error) => {
                    ctx.scope().fail(error.context(format!("function {token}")));
                    State { known: Known::Absent, secret: false, dependencies: Dependencies::default() }
                }
            }
        });
        let wait = output.clone();
        self.scope().spawn(async move { drop(wait.state().await) });
        output
    }

    /// Calls a function with plain arguments and waits for its plain result; secrets in it lose their mark.
    ///
    /// # Errors
    /// [`Error`] with what the provider refused, or if an argument is an output that is not known.
    pub async fn invoke_plain(
        &self,
        package: &Package,
        token: &str,
        inputs: Inputs,
        options: InvokeOptions,
    ) -> Result<Value, Error> {
        let state = self.invoked(package, token, inputs, options).await;
        match state.map_err(|error| error.context(format!("function {token}")))?.known {
            Known::Value(value) => Ok(value),
            Known::Unknown | Known::Absent => {
                Err(Error::new(format!("function {token}: an argument is not known yet")))
            }
        }
    }

    async fn invoked(
        &self,
        package: &Package,
        token: &str,
        inputs: Inputs,
        options: InvokeOptions,
    ) -> Result<State<Value>, Error> {
        let mut dependencies = DependsOn::gather(&options.depends_on).await;
        let (mut args, mut secret, mut unknown, mut absent) = (Map::new(), false, false, false);
        for (name, property) in inputs.0 {
            let optional = property.is_output();
            let resolved = property.resolve().await.map_err(|error| error.context(format!("argument `{name}`")))?;
            dependencies.merge(&resolved.dependencies);
            secret |= resolved.value.has_secret();
            unknown |= resolved.value.has_unknown();
            absent |= resolved.absent;
            if !(optional && resolved.is_null()) {
                args.insert(name, resolved.value.revealed());
            }
        }
        if unknown || absent {
            let known = if absent { Known::Absent } else { Known::Unknown };
            return Ok(State { known, secret, dependencies });
        }
        let reference = self.package_reference(package).await;
        let package_ref = reference.map_err(|status| call_error(&status, "registration of the package"))?;
        let versioned = package_ref.is_empty();
        let version = options.version.clone().unwrap_or_else(|| package.version.to_owned());
        let url = options.plugin_download_url.clone().or_else(|| package.download_url.map(str::to_owned));
        let provider = match &options.provider {
            Some(provider) => provider.provider_reference().await.unwrap_or_default(),
            None => String::new(),
        };
        let parent = match &options.parent {
            Some(parent) => parent.urn_text().await.unwrap_or_default(),
            None => String::new(),
        };
        // What arguments came from counts as well: in a preview a value may be known before its resource exists, and the
        // engine answers that the result is unknown then.
        let mut urns: BTreeSet<String> = dependencies.urns.clone();
        for resource in dependencies.resources.values() {
            urns.extend(resource.urn_text().await);
        }
        let request = proto::ResourceInvokeRequest {
            tok: token.to_owned(),
            args: Some(wire::map_to_wire(&args)),
            provider,
            version: if versioned { version } else { String::new() },
            plugin_download_url: url.filter(|_| versioned).unwrap_or_default(),
            package_ref,
            parent,
            depends_on: urns.into_iter().collect(),
            accept_resources: true,
            accepts_byte_string: true,
        };
        // Unlike a failed registration, a failed call is not shown by the engine.
        let answer = self.monitor().invoke(request).await;
        let answer = answer.map_err(|status| Error::new(status.message().to_owned()))?;
        if !answer.failures.is_empty() {
            let failures = answer.failures.iter().map(|failure| match failure.property.as_str() {
                "" => failure.reason.clone(),
                property => format!("{property}: {}", failure.reason),
            });
            return Err(Error::new(failures.collect::<Vec<_>>().join("; ")));
        }
        if answer.unknown {
            return Ok(State { known: Known::Unknown, secret, dependencies });
        }
        let value = Value::Object(answer.r#return.map(wire::map_from_wire).unwrap_or_default());
        secret |= value.has_secret();
        let known = if value.has_unknown() { Known::Unknown } else { Known::Value(value.revealed()) };
        Ok(State { known, secret, dependencies })
    }
}
