//! Registration of resources: inputs and options resolved, sent, answered.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use pulumi_proto as proto;
use pulumi_proto::register_resource_request as parts;

use crate::context::{Context, ResourceRequest};
use crate::error::Error;
use crate::options::{Alias, AliasParent, AliasParts, DependsOn, Registration, ResourceOptions, duration_text};
use crate::output::Known;
use crate::package::Package;
use crate::property::{Form, Inputs, Property};
use crate::resource::{Kind, NewResource, Registered, ResourceState, package_of};
use crate::value::Map;
use crate::wire;

/// A registration with its transforms applied, about to be sent.
struct Pending {
    state: ResourceState,
    parent: ResourceState,
    package: Option<Package>,
    inputs: Inputs,
    options: ResourceOptions,
    kind: Kind,
}

/// Inputs as they are sent.
pub(crate) struct Sent {
    pub(crate) object: Map,
    pub(crate) dependencies: BTreeSet<String>,
    pub(crate) by_property: BTreeMap<String, BTreeSet<String>>,
    /// Some value will not come.
    pub(crate) absent: bool,
}

/// Name of the package whose resources it provides.
pub(crate) fn package_name(package: &Package) -> &'static str {
    package.parameterization.map_or(package.name, |parameterization| parameterization.name)
}

pub(crate) fn custom(ctx: &Context, request: ResourceRequest<'_>) -> ResourceState {
    provided(ctx, Kind::Custom, request)
}

pub(crate) fn component(
    ctx: &Context,
    type_: &str,
    name: &str,
    inputs: Inputs,
    options: ResourceOptions,
) -> ResourceState {
    start(ctx, Kind::Component, None, type_, name, inputs, options)
}

pub(crate) fn remote(ctx: &Context, request: ResourceRequest<'_>) -> ResourceState {
    provided(ctx, Kind::Remote, request)
}

fn provided(ctx: &Context, kind: Kind, request: ResourceRequest<'_>) -> ResourceState {
    let secret_outputs = request.secret_outputs.iter().map(|name| (*name).to_owned());
    let mut options = request.options;
    options.additional_secret_outputs.extend(secret_outputs);
    start(ctx, kind, Some(*request.package), request.type_, request.name, request.inputs, options)
}

fn start(
    ctx: &Context,
    kind: Kind,
    package: Option<Package>,
    type_: &str,
    name: &str,
    inputs: Inputs,
    mut options: ResourceOptions,
) -> ResourceState {
    let parent = options.parent.take().unwrap_or_else(|| ctx.stack_resource().clone());
    let mut transforms = std::mem::take(&mut options.transforms);
    transforms.extend(parent.transforms().iter().cloned());
    let mut registration = Registration { type_: type_.to_owned(), name: name.to_owned(), inputs, options };
    for transform in transforms.iter().chain(&ctx.stack_transforms()) {
        (transform.0)(&mut registration);
    }
    let Registration { inputs, options, .. } = registration;
    let version = options.version.clone().or_else(|| package.map(|package| package.version.to_owned()));
    let (state, answer) = ResourceState::new(NewResource {
        type_,
        name,
        kind,
        version: version.unwrap_or_default(),
        secret_outputs: options.additional_secret_outputs.iter().cloned().collect(),
        transforms,
        providers: options.providers.iter().chain(&options.provider).cloned().collect(),
        parent: Some(&parent),
        scope: ctx.scope().clone(),
    });
    let pending = Pending { state: state.clone(), parent, package, inputs, options, kind };
    let task_ctx = ctx.clone();
    ctx.scope().spawn(async move {
        let registered = pending.send(&task_ctx).await;
        // Nobody may hold the handle any more.
        drop(answer.send(registered));
    });
    state
}

impl Pending {
    async fn send(self, ctx: &Context) -> Registered {
        let urn = expected_urn(ctx, &self.state);
        let state = self.state.clone();
        let (type_, name) = (state.type_(), state.name());
        let request = match self.request(ctx).await {
            Ok(Some(request)) => request,
            Ok(None) => return Registered::absent(None),
            Err(error) => {
                ctx.scope().fail(error.at_urn(urn));
                return Registered::absent(None);
            }
        };
        match ctx.monitor().register_resource(request).await {
            Ok(answer) => registered(ctx, answer, state.is_local_component()),
            Err(status) => {
                ctx.scope().fail(engine_error(&status, &format!("registration of {type_} `{name}`")));
                Registered::absent(None)
            }
        }
    }

    /// What is sent; `None` if it must not be registered because something that it needs will not come.
    async fn request(self, ctx: &Context) -> Result<Option<proto::RegisterResourceRequest>, Error> {
        let Self { state, parent, package, inputs, options, kind } = self;
        let Some(parent_urn) = parent.urn_text().await else { return Ok(None) };
        let form = match kind {
            Kind::Remote => Form::OutputValues(Arc::new(state.lineage().clone())),
            Kind::Custom | Kind::Component | Kind::Read => Form::Values,
        };
        let sent = resolve_inputs_as(inputs, state.lineage(), form).await?;
        if sent.absent && !ctx.is_preview() {
            return Ok(None);
        }
        let awaited = DependsOn::gather(&options.depends_on).await.expanded(state.lineage()).await;
        // The engine leaves out what waits for a failed resource, but does not know those that it was never told of.
        if awaited.unregistered && !ctx.is_preview() {
            return Ok(None);
        }
        let mut dependencies = sent.dependencies;
        dependencies.extend(awaited.urns);
        let custom = kind == Kind::Custom;
        let (provider, providers) = providers(&options, package.as_ref(), state.type_(), kind).await;
        let trigger = match options.replacement_trigger.clone() {
            Some(property) => Some(wire::to_wire(&property.resolve().await?.value)),
            None => None,
        };
        let mut replace_with = Vec::new();
        for resource in &options.replace_with {
            replace_with.extend(resource.urn_text().await);
        }
        let deleted_with = match &options.deleted_with {
            Some(resource) => resource.urn_text().await.unwrap_or_default(),
            None => String::new(),
        };
        let version = options.version.clone().or_else(|| package.map(|package| package.version.to_owned()));
        let url = options.plugin_download_url.clone();
        let url = url.or_else(|| package.and_then(|package| package.download_url).map(str::to_owned));
        let reference = match &package {
            Some(package) => ctx.package_reference(package).await,
            None => Ok(String::new()),
        };
        let package_ref = reference.map_err(|status| call_error(&status, "registration of the package"))?;
        let versioned = package_ref.is_empty();
        let hooks = options.hooks.sent().await?;
        Ok(Some(proto::RegisterResourceRequest {
            r#type: state.type_().to_owned(),
            name: state.name().to_owned(),
            parent: parent_urn,
            custom,
            remote: kind == Kind::Remote,
            object: Some(wire::map_to_wire(&sent.object)),
            protect: options.protect,
            dependencies: dependencies.into_iter().collect(),
            property_dependencies: by_property(sent.by_property),
            provider,
            providers,
            delete_before_replace: options.delete_before_replace.unwrap_or_default(),
            delete_before_replace_defined: options.delete_before_replace.is_some(),
            version: version.filter(|_| versioned).unwrap_or_default(),
            plugin_download_url: url.filter(|_| versioned).unwrap_or_default(),
            package_ref,
            ignore_changes: options.ignore_changes,
            replace_on_changes: options.replace_on_changes,
            replace_with,
            replacement_trigger: trigger,
            additional_secret_outputs: options.additional_secret_outputs,
            aliases: aliases(&options.aliases).await,
            alias_specs: true,
            import_id: options.import.unwrap_or_default(),
            custom_timeouts: timeouts(options.timeouts),
            retain_on_delete: options.retain_on_delete,
            deleted_with,
            hide_diffs: options.hide_diffs,
            hooks,
            env_var_mappings: options.env_var_mappings.into_iter().collect(),
            accept_secrets: true,
            accept_resources: true,
            accepts_byte_string: true,
            supports_partial_values: true,
            supports_result_reporting: true,
            ..Default::default()
        }))
    }
}

/// An error of a registration or a read: the engine shows the cause by itself, beside the resource.
pub(crate) fn engine_error(status: &tonic::Status, what: &str) -> Error {
    Error::reported(format!("{what}: {}", status.message()))
}

/// An error of any other call to the engine, which only the program knows of.
pub(crate) fn call_error(status: &tonic::Status, what: &str) -> Error {
    let message = format!("{what}: {}", status.message());
    match status.code() {
        // The engine goes away while the program still asks: it was cancelled.
        tonic::Code::Unavailable | tonic::Code::Cancelled => Error::reported(message),
        _ => Error::new(message),
    }
}

/// The URN that the engine will give, for messages about what is not registered yet.
pub(crate) fn expected_urn(ctx: &Context, state: &ResourceState) -> String {
    format!("urn:pulumi:{}::{}::{}::{}", ctx.stack(), ctx.project(), state.qualified_type(), state.name())
}

pub(crate) async fn resolve_inputs(inputs: Inputs, lineage: &BTreeSet<u64>) -> Result<Sent, Error> {
    resolve_inputs_as(inputs, lineage, Form::Values).await
}

pub(crate) async fn resolve_inputs_as(inputs: Inputs, lineage: &BTreeSet<u64>, form: Form) -> Result<Sent, Error> {
    let mut sent =
        Sent { object: Map::new(), dependencies: BTreeSet::new(), by_property: BTreeMap::new(), absent: false };
    for (name, property) in inputs.0 {
        let optional = property.is_output();
        let resolved = property.resolve_as(form.clone()).await;
        let resolved = resolved.map_err(|error| error.context(format!("property `{name}`")))?;
        let urns = resolved.dependencies.expanded(lineage).await.urns;
        sent.absent |= resolved.absent;
        sent.dependencies.extend(urns.iter().cloned());
        if optional && resolved.is_null() {
            continue;
        }
        sent.by_property.insert(name.clone(), urns);
        sent.object.insert(name, resolved.value);
    }
    Ok(sent)
}

fn by_property(urns: BTreeMap<String, BTreeSet<String>>) -> HashMap<String, parts::PropertyDependencies> {
    let wrap = |urns: BTreeSet<String>| parts::PropertyDependencies { urns: urns.into_iter().collect() };
    urns.into_iter().map(|(name, urns)| (name, wrap(urns))).collect()
}

/// The reference of the provider that manages it, and those that go on to what is in a component.
async fn providers(
    options: &ResourceOptions,
    package: Option<&Package>,
    type_: &str,
    kind: Kind,
) -> (String, HashMap<String, String>) {
    // What an extension adds is managed by the provider that it extends.
    let extended = package.filter(|package| package.extension.is_some());
    let own = extended.map_or_else(|| package_of(type_), |package| package.name);
    let mut given: Vec<&ResourceState> = options.providers.iter().collect();
    given.extend(&options.provider);
    let mut references = HashMap::new();
    let mut provider = String::new();
    for state in given {
        let Some(reference) = state.provider_reference().await else { continue };
        let package = package_of(state.type_());
        if kind == Kind::Custom && package == own {
            provider.clone_from(&reference);
        }
        references.insert(package.to_owned(), reference);
    }
    if kind == Kind::Custom { (provider, HashMap::new()) } else { (String::new(), references) }
}

async fn aliases(aliases: &[Alias]) -> Vec<proto::Alias> {
    use proto::alias::{Alias as Form, Spec, spec::Parent};
    let mut sent = Vec::with_capacity(aliases.len());
    for alias in aliases {
        let form = match alias {
            Alias::Urn(urn) => urn.peek().await.map(Form::Urn),
            Alias::Parts(AliasParts { name, type_, stack, project, parent }) => {
                let parent = match parent {
                    AliasParent::Same => None,
                    AliasParent::Urn(urn) => urn.peek().await.map(Parent::ParentUrn),
                    AliasParent::None => Some(Parent::NoParent(true)),
                };
                let text = |part: &Option<String>| part.clone().unwrap_or_default();
                let (name, project, stack, r#type) = (text(name), text(project), text(stack), text(type_));
                Some(Form::Spec(Spec { name, r#type, stack, project, parent }))
            }
        };
        sent.extend(form.map(|form| proto::Alias { alias: Some(form) }));
    }
    sent
}

fn timeouts(timeouts: crate::options::CustomTimeouts) -> Option<parts::CustomTimeouts> {
    let text = |time: Option<std::time::Duration>| time.map(duration_text).unwrap_or_default();
    (timeouts != crate::options::CustomTimeouts::default()).then(|| parts::CustomTimeouts {
        create: text(timeouts.create),
        update: text(timeouts.update),
        delete: text(timeouts.delete),
        read: text(timeouts.read),
    })
}

fn registered(ctx: &Context, answer: proto::RegisterResourceResponse, component: bool) -> Registered {
    let urn = Some(answer.urn).filter(|urn| !urn.is_empty());
    match proto::Result::try_from(answer.result).unwrap_or(proto::Result::Success) {
        // A targeted update left its creation out.
        proto::Result::Success if answer.unknown && !ctx.is_preview() => return Registered::absent(urn),
        proto::Result::Success => {}
        proto::Result::Fail => {
            ctx.scope().fail_silently();
            return Registered::absent(urn);
        }
        proto::Result::Skip => return Registered::absent(urn),
    }
    let id = match answer.id {
        _ if component => Known::Absent,
        id if id.is_empty() || id == wire::UNKNOWN => Known::Unknown,
        id => Known::Value(id),
    };
    let dependencies = answer.property_dependencies.into_iter();
    Registered {
        urn,
        id,
        outputs: Known::Value(answer.object.map(wire::map_from_wire).unwrap_or_default()),
        output_dependencies: dependencies.map(|(name, urns)| (name, urns.urns.into_iter().collect())).collect(),
        dry_run: ctx.is_preview(),
    }
}

/// A property as an output may hold it: for exports and component outputs.
pub(crate) async fn resolve_outputs(outputs: BTreeMap<String, Property>, preview: bool) -> Result<Map, Error> {
    let mut object = Map::new();
    for (name, property) in outputs {
        let resolved = property.resolve().await.map_err(|error| error.context(format!("output `{name}`")))?;
        // What will not come is left out: an update must not record something unknown.
        if !resolved.absent || preview {
            object.insert(name, resolved.value);
        }
    }
    Ok(object)
}
