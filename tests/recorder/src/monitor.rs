//! The recording monitor: a gRPC server that stands for the engine, answers every program alike and writes down what it
//! was asked.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_schema::Schema;
use pulumi_proto as proto;
use pulumi_proto::engine_server::{Engine, EngineServer};
use pulumi_proto::resource_monitor_server::{ResourceMonitor, ResourceMonitorServer};
use serde_json::json;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::deployment::Deployment;
use crate::error::Error;
use crate::recording::{Recording, Subject};
use crate::{answers, canonical};

/// The engine's own limit of a message: 400 MiB.
const LARGEST_MESSAGE: usize = 400 << 20;
const STACK: &str = "pulumi:pulumi:Stack";

/// A running recording monitor. It serves one program.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
}

#[derive(Debug)]
struct Shared {
    schema: Schema,
    deployment: Deployment,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    recording: Recording,
    /// Types from the top by URN, as the URNs of children have them.
    types: BTreeMap<String, String>,
    root: String,
}

impl Recorder {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Monitor`] if it cannot listen, [`Error::Schema`] if the committed schema cannot be read.
    pub async fn start(deployment: Deployment) -> Result<Self, Error> {
        let monitor = |error: std::io::Error| Error::Monitor(format!("cannot listen: {error}"));
        let incoming = TcpIncoming::bind((Ipv4Addr::LOCALHOST, 0).into()).map_err(monitor)?;
        let incoming = incoming.with_nodelay(Some(true));
        let address = incoming.local_addr().map_err(monitor)?;
        let shared = Arc::new(Shared { schema: Schema::embedded()?, deployment, state: Mutex::default() });
        let services = Services(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel();
        let resource_monitor = ResourceMonitorServer::new(services.clone())
            .max_decoding_message_size(LARGEST_MESSAGE)
            .max_encoding_message_size(LARGEST_MESSAGE);
        let engine = EngineServer::new(services)
            .max_decoding_message_size(LARGEST_MESSAGE)
            .max_encoding_message_size(LARGEST_MESSAGE);
        let server = Server::builder().add_service(resource_monitor).add_service(engine);
        let server = tokio::spawn(server.serve_with_incoming_shutdown(incoming, async {
            // Dropping the recorder ends it, too.
            drop(stopped.await);
        }));
        Ok(Self { address, shared, stop, server })
    }

    /// `127.0.0.1:port`: address of both the monitor and the engine.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What the program is told about its run.
    pub fn deployment(&self) -> &Deployment {
        &self.shared.deployment
    }

    /// Ends the server and gives what it recorded.
    ///
    /// # Errors
    /// [`Error::Monitor`] if the server had failed.
    pub async fn stop(self) -> Result<Recording, Error> {
        // The server may have ended by itself; its result tells.
        let _ = self.stop.send(());
        let served = self.server.await.map_err(|error| Error::Monitor(error.to_string()))?;
        served.map_err(|error| Error::Monitor(error.to_string()))?;
        Ok(std::mem::take(&mut self.shared.state().recording))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new URN, made as the engine makes it.
    fn urn(&self, type_: &str, name: &str, parent: &str) -> Result<String, Status> {
        let mut state = self.state();
        let above = state.types.get(parent).filter(|above| *above != STACK);
        let types = above.map_or_else(|| type_.to_owned(), |above| format!("{above}${type_}"));
        let urn = format!("urn:pulumi:{}::{}::{types}::{name}", self.deployment.stack, self.deployment.project);
        if state.types.insert(urn.clone(), types).is_some() {
            return Err(Status::invalid_argument(format!("Duplicate resource URN '{urn}'")));
        }
        Ok(urn)
    }

    /// The outputs of a resource, marked as the engine marks them.
    fn outputs(&self, request: &proto::RegisterResourceRequest) -> prost_types::Struct {
        let inputs = request.object.clone().map(pulumi::wire::map_from_wire).unwrap_or_default();
        // What is taken over exists already: it is known in a preview, too.
        let preview = self.deployment.is_preview() && request.import_id.is_empty();
        let outputs = answers::outputs(&self.schema, &request.r#type, &request.name, &inputs, preview);
        let secret = &request.additional_secret_outputs;
        let mark = |(name, value): (String, pulumi::Value)| {
            let value = if secret.contains(&name) { value.into_secret() } else { value };
            (name, value)
        };
        pulumi::wire::map_to_wire(&outputs.into_iter().map(mark).collect())
    }
}

#[derive(Clone, Debug)]
struct Services(Arc<Shared>);

#[tonic::async_trait]
impl ResourceMonitor for Services {
    async fn get_deployment_info(&self, _: Request<()>) -> Result<Response<proto::DeploymentInfo>, Status> {
        let deployment = &self.0.deployment;
        Ok(Response::new(proto::DeploymentInfo {
            project: deployment.project.clone(),
            stack: deployment.stack.clone(),
            organization: deployment.organization.clone(),
            config: deployment.config.clone().into_iter().collect(),
            config_secret_keys: deployment.secret_keys.iter().cloned().collect(),
            dry_run: deployment.is_preview(),
            parallel: 16,
            // All up to the last that the engine lists.
            supported_features: (0..=15).collect(),
        }))
    }

    async fn supports_feature(
        &self,
        _: Request<proto::SupportsFeatureRequest>,
    ) -> Result<Response<proto::SupportsFeatureResponse>, Status> {
        Ok(Response::new(proto::SupportsFeatureResponse { has_support: true }))
    }

    async fn invoke(
        &self,
        request: Request<proto::ResourceInvokeRequest>,
    ) -> Result<Response<proto::ResourceInvokeResponse>, Status> {
        let request = request.into_inner();
        let arguments = canonical::properties(request.args.as_ref()).to_string();
        let subject = Subject::Invoke { token: request.tok.clone(), arguments };
        self.0.state().recording.add(subject, canonical::invocation(&request));
        let arguments = request.args.map(pulumi::wire::map_from_wire).unwrap_or_default();
        let result = answers::result(&self.0.schema, &request.tok, &arguments);
        let result = result.ok_or_else(|| Status::not_found(format!("no function {} in the schema", request.tok)))?;
        let r#return = Some(pulumi::wire::map_to_wire(&result));
        Ok(Response::new(proto::ResourceInvokeResponse { r#return, ..Default::default() }))
    }

    async fn call(
        &self,
        request: Request<proto::ResourceCallRequest>,
    ) -> Result<Response<proto::CallResponse>, Status> {
        let token = request.into_inner().tok;
        Err(Status::unimplemented(format!("no resource of the package has the method {token}")))
    }

    async fn read_resource(
        &self,
        request: Request<proto::ReadResourceRequest>,
    ) -> Result<Response<proto::ReadResourceResponse>, Status> {
        let request = request.into_inner();
        let urn = self.0.urn(&request.r#type, &request.name, &request.parent)?;
        self.0.state().recording.add(Subject::Read(urn.clone()), canonical::reading(&request));
        let known = request.properties.map(pulumi::wire::map_from_wire).unwrap_or_default();
        let outputs = answers::outputs(&self.0.schema, &request.r#type, &request.name, &known, false);
        let properties = Some(pulumi::wire::map_to_wire(&outputs));
        Ok(Response::new(proto::ReadResourceResponse { urn, properties }))
    }

    async fn register_resource(
        &self,
        request: Request<proto::RegisterResourceRequest>,
    ) -> Result<Response<proto::RegisterResourceResponse>, Status> {
        let request = request.into_inner();
        let urn = self.0.urn(&request.r#type, &request.name, &request.parent)?;
        self.0.state().recording.add(Subject::Resource(urn.clone()), canonical::registration(&request));
        if !request.custom {
            return Ok(Response::new(proto::RegisterResourceResponse { urn, ..Default::default() }));
        }
        let import = Some(request.import_id.as_str()).filter(|import| !import.is_empty());
        let id =
            answers::id(&request.r#type, &request.name, import, self.0.deployment.is_preview()).unwrap_or_default();
        let object = Some(self.0.outputs(&request));
        Ok(Response::new(proto::RegisterResourceResponse { urn, id, object, ..Default::default() }))
    }

    async fn register_resource_outputs(
        &self,
        request: Request<proto::RegisterResourceOutputsRequest>,
    ) -> Result<Response<()>, Status> {
        let request = request.into_inner();
        let outputs = canonical::properties(request.outputs.as_ref());
        self.0.state().recording.add(Subject::Outputs(request.urn), outputs);
        Ok(Response::new(()))
    }

    async fn register_resource_hook(
        &self,
        _: Request<proto::RegisterResourceHookRequest>,
    ) -> Result<Response<()>, Status> {
        Err(Status::unimplemented("hooks are not recorded"))
    }

    async fn register_error_hook(&self, _: Request<proto::RegisterErrorHookRequest>) -> Result<Response<()>, Status> {
        Err(Status::unimplemented("hooks are not recorded"))
    }

    async fn register_package(
        &self,
        request: Request<proto::RegisterPackageRequest>,
    ) -> Result<Response<proto::RegisterPackageResponse>, Status> {
        let request = request.into_inner();
        let r#ref = format!("{}@{}", request.name, request.version);
        let recorded = json!({ "downloadURL": request.download_url });
        self.0.state().recording.add(Subject::Package(r#ref.clone()), recorded);
        Ok(Response::new(proto::RegisterPackageResponse { r#ref }))
    }

    async fn signal_and_wait_for_shutdown(&self, _: Request<()>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}

#[tonic::async_trait]
impl Engine for Services {
    async fn log(&self, request: Request<proto::LogRequest>) -> Result<Response<()>, Status> {
        let request = request.into_inner();
        if request.severity() == proto::LogSeverity::Error {
            self.0.state().recording.errors.push(request.message);
        }
        Ok(Response::new(()))
    }

    async fn get_root_resource(
        &self,
        _: Request<proto::GetRootResourceRequest>,
    ) -> Result<Response<proto::GetRootResourceResponse>, Status> {
        let urn = self.0.state().root.clone();
        Ok(Response::new(proto::GetRootResourceResponse { urn }))
    }

    async fn set_root_resource(
        &self,
        request: Request<proto::SetRootResourceRequest>,
    ) -> Result<Response<proto::SetRootResourceResponse>, Status> {
        let urn = request.into_inner().urn;
        let mut state = self.0.state();
        state.root.clone_from(&urn);
        state.recording.add(Subject::Root, json!(urn));
        Ok(Response::new(proto::SetRootResourceResponse {}))
    }

    async fn require_pulumi_version(
        &self,
        _: Request<proto::RequirePulumiVersionRequest>,
    ) -> Result<Response<proto::RequirePulumiVersionResponse>, Status> {
        Ok(Response::new(proto::RequirePulumiVersionResponse {}))
    }
}
