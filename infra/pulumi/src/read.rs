//! Resources that exist already and are only read.

use pulumi_proto as proto;

use crate::context::Context;
use crate::error::Error;
use crate::options::{DependsOn, ResourceOptions};
use crate::output::{Known, Output};
use crate::package::Package;
use crate::property::Inputs;
use crate::register::{call_error, engine_error, expected_urn, resolve_inputs};
use crate::resource::{CustomResource, Kind, NewResource, Registered, ResourceState};
use crate::wire;

/// A resource to be read.
#[derive(Clone, Debug)]
pub struct ReadRequest<'a> {
    /// Package that knows the type; `None` for types of the engine itself.
    pub package: Option<&'a Package>,
    /// Type token.
    pub type_: &'a str,
    /// Name within the stack.
    pub name: &'a str,
    /// The provider's id.
    pub id: Output<String>,
    /// What is known of it already, for types whose id is not enough.
    pub state: Inputs,
    /// Options: parent, dependencies, provider, version, additional secret outputs.
    pub options: ResourceOptions,
}

impl Context {
    /// Reads a resource that this stack does not manage.
    pub fn read(&self, request: ReadRequest<'_>) -> CustomResource {
        let options = request.options;
        let parent = options.parent.clone().unwrap_or_else(|| self.stack_resource().clone());
        let package = request.package.copied();
        let version = options.version.clone().or_else(|| package.map(|package| package.version.to_owned()));
        let version = version.unwrap_or_default();
        let (state, answer) = ResourceState::new(NewResource {
            type_: request.type_,
            name: request.name,
            kind: Kind::Read,
            version: version.clone(),
            secret_outputs: options.additional_secret_outputs.iter().cloned().collect(),
            transforms: Vec::new(),
            providers: Vec::new(),
            parent: Some(&parent),
            scope: self.scope().clone(),
        });
        let pending =
            Pending { state: state.clone(), parent, id: request.id, known: request.state, options, package, version };
        let ctx = self.clone();
        self.scope().spawn(async move {
            let urn = expected_urn(&ctx, &pending.state);
            let registered = pending.read(&ctx).await.unwrap_or_else(|error| {
                ctx.scope().fail(error.at_urn(urn));
                Registered::absent(None)
            });
            // Nobody may hold the handle any more.
            drop(answer.send(registered));
        });
        CustomResource::new(state)
    }
}

/// A resource about to be read.
struct Pending {
    state: ResourceState,
    parent: ResourceState,
    id: Output<String>,
    known: Inputs,
    options: ResourceOptions,
    package: Option<Package>,
    version: String,
}

impl Pending {
    async fn read(self, ctx: &Context) -> Result<Registered, Error> {
        let Self { state, parent, id, known, options, package, version } = self;
        let Some(parent_urn) = parent.urn_text().await else { return Ok(Registered::absent(None)) };
        let id_state = id.state().await;
        let id = match &id_state.known {
            Known::Value(id) => id.clone(),
            Known::Unknown => wire::UNKNOWN.to_owned(),
            Known::Absent => return Ok(Registered::absent(None)),
        };
        let sent = resolve_inputs(known, state.lineage()).await?;
        let mut dependencies = sent.dependencies;
        dependencies.extend(id_state.dependencies.expanded(state.lineage()).await.urns);
        dependencies.extend(DependsOn::gather(&options.depends_on).await.expanded(state.lineage()).await.urns);
        let reference = match &package {
            Some(package) => ctx.package_reference(package).await,
            None => Ok(String::new()),
        };
        let package_ref = reference.map_err(|status| call_error(&status, "registration of the package"))?;
        // Unlike for registrations, the engine does not look at the parent's.
        let provider = match options.provider.as_ref().or_else(|| parent.provider_for(state.type_())) {
            Some(provider) => provider.provider_reference().await.unwrap_or_default(),
            None => String::new(),
        };
        let request = proto::ReadResourceRequest {
            id: id.clone(),
            r#type: state.type_().to_owned(),
            name: state.name().to_owned(),
            parent: parent_urn,
            properties: Some(wire::map_to_wire(&sent.object)),
            dependencies: dependencies.into_iter().collect(),
            provider,
            version: if package_ref.is_empty() { version } else { String::new() },
            plugin_download_url: options.plugin_download_url.unwrap_or_default(),
            additional_secret_outputs: options.additional_secret_outputs,
            package_ref,
            accept_secrets: true,
            accept_resources: true,
            accepts_byte_string: true,
        };
        let what = format!("reading {} `{}`", state.type_(), state.name());
        let answer = ctx.monitor().read_resource(request).await.map_err(|status| engine_error(&status, &what))?;
        let is_known = id != wire::UNKNOWN;
        Ok(Registered {
            urn: Some(answer.urn).filter(|urn| !urn.is_empty()),
            id: if is_known { Known::Value(id) } else { Known::Unknown },
            outputs: Known::Value(answer.properties.map(wire::map_from_wire).unwrap_or_default()),
            output_dependencies: std::collections::HashMap::new(),
            // A preview, too, reads what is there: what is missing then does not exist.
            dry_run: ctx.is_preview() && !is_known,
        })
    }
}
