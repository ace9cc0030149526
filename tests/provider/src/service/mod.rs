//! The service that the engine talks to.

mod configure;
mod inspect;
mod lifecycle;
mod partial;
mod session;

use std::sync::Arc;

use aws_schema::{Schema, SchemaError};
use pulumi_proto::resource_provider_server::ResourceProvider;
use pulumi_proto::{
    CallRequest, CallResponse, CheckRequest, CheckResponse, ConfigureRequest, ConfigureResponse, ConstructRequest,
    ConstructResponse, CreateRequest, CreateResponse, DeleteRequest, DiffRequest, DiffResponse, GetMappingRequest,
    GetMappingResponse, GetMappingsRequest, GetMappingsResponse, GetSchemaRequest, GetSchemaResponse, InvokeRequest,
    InvokeResponse, ParameterizeRequest, ParameterizeResponse, PluginAttach, PluginInfo, ProviderHandshakeRequest,
    ProviderHandshakeResponse, ReadRequest, ReadResponse, UpdateRequest, UpdateResponse,
};
use tokio::sync::watch;
use tonic::{Request, Response, Status};

use crate::cloud::Cloud;
use crate::diff::ForceNew;
use crate::invoke::Functions;
use crate::journal::{Journal, Operation};
use crate::settings::{Settings, SettingsError};
use crate::urn::Urn;

use session::Sessions;

/// Something built into the program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The schema.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// One of the tables.
    #[error("a table of tests/provider/tables cannot be read: {0}; correct it and build again")]
    Table(#[from] serde_json::Error),
}

/// The provider.
#[derive(Debug)]
pub struct Provider {
    settings: Result<Settings, SettingsError>,
    schema: Arc<Schema>,
    cloud: Arc<Cloud>,
    force_new: ForceNew,
    functions: Functions,
    journal: Journal,
    sessions: Sessions,
    cancelled: watch::Sender<bool>,
}

impl Provider {
    /// A provider with these settings. Settings that cannot be used are reported when the engine configures the provider:
    /// only then will somebody see it.
    ///
    /// # Errors
    /// If the schema or a table that was built in is damaged.
    pub fn new(settings: Result<Settings, SettingsError>, journal: Journal) -> Result<Self, StartError> {
        let schema = Arc::new(Schema::embedded()?);
        Ok(Self {
            settings,
            cloud: Arc::new(Cloud::new(Arc::clone(&schema))?),
            schema,
            force_new: ForceNew::embedded()?,
            functions: Functions::embedded()?,
            journal,
            sessions: Sessions::default(),
            cancelled: watch::Sender::new(false),
        })
    }

    /// Ends when a call to the cloud would have: after the set latency, or at once with an error when the engine cancels.
    async fn call_cloud(&self) -> Result<(), Status> {
        let latency = self.settings.as_ref().map(|settings| settings.latency).unwrap_or_default();
        let mut cancelled = self.cancelled.subscribe();
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|cancelled| *cancelled) => Err(Status::cancelled("the engine cancelled the operation")),
            () = tokio::time::sleep(latency) => Ok(()),
        }
    }
}

fn unsupported(what: &str) -> Status {
    Status::unimplemented(format!("the stand-in AWS provider has no {what}"))
}

#[tonic::async_trait]
impl ResourceProvider for Provider {
    async fn handshake(
        &self,
        _: Request<ProviderHandshakeRequest>,
    ) -> Result<Response<ProviderHandshakeResponse>, Status> {
        Ok(Response::new(ProviderHandshakeResponse {
            accept_secrets: true,
            accept_resources: true,
            accept_outputs: true,
            supports_autonaming_configuration: true,
            accepts_byte_string: false,
        }))
    }

    async fn parameterize(&self, _: Request<ParameterizeRequest>) -> Result<Response<ParameterizeResponse>, Status> {
        Err(unsupported("parameters"))
    }

    async fn get_schema(&self, _: Request<GetSchemaRequest>) -> Result<Response<GetSchemaResponse>, Status> {
        let schema = serde_json::json!({ "name": "aws", "version": self.schema.version });
        Ok(Response::new(GetSchemaResponse { schema: schema.to_string() }))
    }

    async fn check_config(&self, request: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        Ok(Response::new(self.judge_configuration(request.into_inner())))
    }

    async fn diff_config(&self, request: Request<DiffRequest>) -> Result<Response<DiffResponse>, Status> {
        Ok(Response::new(configure::compare(request.into_inner())))
    }

    async fn configure(&self, request: Request<ConfigureRequest>) -> Result<Response<ConfigureResponse>, Status> {
        self.journal.note(Operation::Configure, &Urn::from(String::new()), false);
        self.take_configuration(request.into_inner()).map(Response::new)
    }

    async fn invoke(&self, request: Request<InvokeRequest>) -> Result<Response<InvokeResponse>, Status> {
        let request = request.into_inner();
        self.journal.note(Operation::Invoke, &Urn::from(request.tok.clone()), request.preview);
        self.answer(request).await.map(Response::new)
    }

    async fn call(&self, _: Request<CallRequest>) -> Result<Response<CallResponse>, Status> {
        Err(unsupported("methods of components"))
    }

    async fn check(&self, request: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Check, &urn, false);
        self.judge(request, &urn).map(Response::new)
    }

    async fn diff(&self, request: Request<DiffRequest>) -> Result<Response<DiffResponse>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Diff, &urn, false);
        self.compare(request, &urn).map(Response::new)
    }

    async fn create(&self, request: Request<CreateRequest>) -> Result<Response<CreateResponse>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Create, &urn, request.preview);
        self.make(request, &urn).await.map(Response::new)
    }

    async fn read(&self, request: Request<ReadRequest>) -> Result<Response<ReadResponse>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Read, &urn, false);
        self.find(request, &urn).await.map(Response::new)
    }

    async fn update(&self, request: Request<UpdateRequest>) -> Result<Response<UpdateResponse>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Update, &urn, request.preview);
        self.alter(request, &urn).await.map(Response::new)
    }

    async fn delete(&self, request: Request<DeleteRequest>) -> Result<Response<()>, Status> {
        let request = request.into_inner();
        let urn = Urn::from(request.urn.clone());
        self.journal.note(Operation::Delete, &urn, false);
        self.remove(request, &urn).await.map(Response::new)
    }

    async fn construct(&self, _: Request<ConstructRequest>) -> Result<Response<ConstructResponse>, Status> {
        Err(unsupported("components"))
    }

    async fn cancel(&self, _: Request<()>) -> Result<Response<()>, Status> {
        self.journal.note(Operation::Cancel, &Urn::from(String::new()), false);
        self.cancelled.send_replace(true);
        Ok(Response::new(()))
    }

    async fn get_plugin_info(&self, _: Request<()>) -> Result<Response<PluginInfo>, Status> {
        Ok(Response::new(PluginInfo { version: self.schema.version.clone() }))
    }

    async fn attach(&self, _: Request<PluginAttach>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }

    async fn get_mapping(&self, _: Request<GetMappingRequest>) -> Result<Response<GetMappingResponse>, Status> {
        Ok(Response::new(GetMappingResponse::default()))
    }

    async fn get_mappings(&self, _: Request<GetMappingsRequest>) -> Result<Response<GetMappingsResponse>, Status> {
        Ok(Response::new(GetMappingsResponse::default()))
    }
}
