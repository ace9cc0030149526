//! [`Context`]: what a program works with.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::callbacks::Callbacks;
use crate::config::Config;
use crate::error::Error;
use crate::monitor::{DeploymentInfo, Monitor};
use crate::options::{ResourceOptions, Transform};
use crate::package::Package;
use crate::property::{Inputs, Property};
use crate::resource::{CustomResource, Provider, ResourceState};
use crate::scope::Scope;

/// The run of a program: its stack, its configuration, and the engine. Clones are the same run.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    monitor: Arc<dyn Monitor>,
    info: DeploymentInfo,
    scope: Scope,
    stack: ResourceState,
    outputs: Mutex<BTreeMap<String, Property>>,
    transforms: Mutex<Vec<Transform>>,
    packages: Mutex<BTreeMap<String, Arc<OnceCell<String>>>>,
    callbacks: OnceCell<Callbacks>,
}

/// A resource of a provider, to be registered.
#[derive(Clone, Debug)]
pub struct ResourceRequest<'a> {
    /// Package that knows the type.
    pub package: &'a Package,
    /// Type token, as `aws:sqs/queue:Queue`.
    pub type_: &'a str,
    /// Name within the stack.
    pub name: &'a str,
    /// Inputs.
    pub inputs: Inputs,
    /// Outputs that the type declares as secret.
    pub secret_outputs: &'a [&'a str],
    /// Options.
    pub options: ResourceOptions,
}

impl Context {
    pub(crate) fn new(monitor: Arc<dyn Monitor>, info: DeploymentInfo, scope: Scope, stack: ResourceState) -> Self {
        Self(Arc::new(Inner {
            monitor,
            info,
            scope,
            stack,
            outputs: Mutex::default(),
            transforms: Mutex::default(),
            packages: Mutex::default(),
            callbacks: OnceCell::new(),
        }))
    }

    pub(crate) fn monitor(&self) -> &Arc<dyn Monitor> {
        &self.0.monitor
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.0.scope
    }

    pub(crate) fn stack_resource(&self) -> &ResourceState {
        &self.0.stack
    }

    /// The server that the engine calls, started when it is needed first.
    pub(crate) async fn callbacks(&self) -> Result<&Callbacks, Error> {
        self.0.callbacks.get_or_try_init(Callbacks::start).await
    }

    /// Project name.
    pub fn project(&self) -> &str {
        &self.0.info.project
    }

    /// Stack name.
    pub fn stack(&self) -> &str {
        &self.0.info.stack
    }

    /// Organization; empty if the backend has none.
    pub fn organization(&self) -> &str {
        &self.0.info.organization
    }

    /// Folder of Pulumi.yaml. The program's own working directory may be below it (`main:`).
    pub fn root_directory(&self) -> &str {
        &self.0.info.root_directory
    }

    /// Whether this is a preview: nothing is changed, and what only a deployment can tell is unknown.
    pub fn is_preview(&self) -> bool {
        self.0.info.dry_run
    }

    pub(crate) fn info(&self) -> &DeploymentInfo {
        &self.0.info
    }

    /// Configuration of this project: keys `project:…` of the stack's file.
    pub fn config(&self) -> Config {
        self.config_of(self.project())
    }

    /// Configuration under another namespace, as `aws` for `aws:region`.
    pub fn config_of(&self, namespace: &str) -> Config {
        Config::new(namespace, self.clone())
    }

    /// Adds a stack output. A second one of the same name replaces the first.
    pub fn export(&self, name: impl Into<String>, value: impl Into<Property>) {
        self.0.outputs.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), value.into());
    }

    pub(crate) fn take_outputs(&self) -> BTreeMap<String, Property> {
        std::mem::take(&mut *self.0.outputs.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes sure that the engine's version is in this range, as `>=3.200.0, <4.0.0`.
    ///
    /// # Errors
    /// [`Error`] naming both, if it is not.
    pub async fn require_pulumi_version(&self, range: &str) -> Result<(), Error> {
        let answer = self.monitor().require_version(range.to_owned()).await;
        answer.map_err(|status| Error::new(status.message().to_owned()))
    }

    /// Changes every resource of the stack that is asked for from now on, after all other transforms.
    pub fn transform(&self, change: impl Fn(&mut crate::Registration) + Send + Sync + 'static) {
        self.0.transforms.lock().unwrap_or_else(PoisonError::into_inner).push(Transform::new(change));
    }

    pub(crate) fn stack_transforms(&self) -> Vec<Transform> {
        self.0.transforms.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An error that ends the program with a failure once everything else is done. Returning an error from the program does
    /// the same; what comes after it is not asked for.
    pub fn fail(&self, error: impl Into<Error>) {
        self.0.scope.fail(error.into());
    }

    /// Runs a future that the program's end waits for.
    pub fn spawn(&self, work: impl Future<Output = Result<(), Error>> + Send + 'static) {
        let scope = self.0.scope.clone();
        self.0.scope.spawn(async move {
            if let Err(error) = work.await {
                scope.fail(error);
            }
        });
    }

    /// Registers a resource of a provider. The handle is there at once; what the engine answers comes through its outputs.
    pub fn register(&self, request: ResourceRequest<'_>) -> CustomResource {
        CustomResource::new(crate::register::custom(self, request))
    }

    /// An instance of a package's provider with its own configuration.
    pub fn provider(&self, package: &Package, name: &str, inputs: Inputs, options: ResourceOptions) -> Provider {
        let type_ = format!("pulumi:providers:{}", crate::register::package_name(package));
        let request = ResourceRequest { package, type_: &type_, name, inputs, secret_outputs: &[], options };
        Provider::new(self.register(request))
    }

    /// The engine's reference of a package that must be registered first; empty for all others.
    pub(crate) async fn package_reference(&self, package: &Package) -> Result<String, tonic::Status> {
        let Some(derived) = package.parameterization.or(package.extension) else { return Ok(String::new()) };
        let cell = {
            let mut packages = self.0.packages.lock().unwrap_or_else(PoisonError::into_inner);
            let key = format!("{}@{}:{}@{}", package.name, package.version, derived.name, derived.version);
            Arc::clone(packages.entry(key).or_default())
        };
        let register = || async {
            let request = pulumi_proto::RegisterPackageRequest {
                name: package.name.to_owned(),
                version: package.version.to_owned(),
                download_url: package.download_url.unwrap_or_default().to_owned(),
                parameterization: package.parameterization.map(Into::into),
                extension: package.extension.map(Into::into),
            };
            self.monitor().register_package(request).await.map(|answer| answer.r#ref)
        };
        cell.get_or_try_init(register).await.cloned()
    }
}
