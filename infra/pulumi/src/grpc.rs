//! The engine behind two gRPC channels: the resource monitor and the engine itself.

use async_trait::async_trait;
use pulumi_proto as proto;
use pulumi_proto::engine_client::EngineClient;
use pulumi_proto::resource_monitor_client::ResourceMonitorClient;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use crate::error::Error;
use crate::monitor::{DeploymentInfo, Monitor};

/// The engine's own limit of a message: 400 MiB.
pub(crate) const LARGEST_MESSAGE: usize = 400 << 20;

pub(crate) struct GrpcMonitor {
    monitor: ResourceMonitorClient<Channel>,
    engine: EngineClient<Channel>,
}

impl GrpcMonitor {
    /// Connects to addresses like `127.0.0.1:4711`.
    pub(crate) async fn connect(monitor: &str, engine: &str) -> Result<Self, Error> {
        let (monitor, engine) = tokio::try_join!(channel(monitor, "monitor"), channel(engine, "engine"))?;
        let monitor = ResourceMonitorClient::new(monitor)
            .max_decoding_message_size(LARGEST_MESSAGE)
            .max_encoding_message_size(LARGEST_MESSAGE);
        Ok(Self { monitor, engine: EngineClient::new(engine).max_encoding_message_size(LARGEST_MESSAGE) })
    }
}

async fn channel(address: &str, what: &str) -> Result<Channel, Error> {
    let fail = |error: tonic::transport::Error| Error::new(format!("cannot reach the {what} at {address}: {error}"));
    Endpoint::from_shared(format!("http://{address}")).map_err(fail)?.tcp_nodelay(true).connect().await.map_err(fail)
}

#[async_trait]
impl Monitor for GrpcMonitor {
    async fn deployment_info(&self) -> Result<DeploymentInfo, Status> {
        let answer = self.monitor.clone().get_deployment_info(()).await;
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let root_directory = variable("PULUMI_ROOT_DIRECTORY");
        match answer.map(tonic::Response::into_inner) {
            Ok(info) => Ok(DeploymentInfo {
                project: info.project,
                stack: info.stack,
                organization: info.organization,
                root_directory,
                dry_run: info.dry_run,
                parallel: info.parallel,
                config: info.config.into_iter().collect(),
                secret_keys: info.config_secret_keys.into_iter().collect(),
            }),
            // Engines that do not know the call leave everything in the environment.
            Err(status) if status.code() == Code::Unimplemented => Ok(DeploymentInfo {
                project: variable("PULUMI_PROJECT"),
                stack: variable("PULUMI_STACK"),
                organization: variable("PULUMI_ORGANIZATION"),
                root_directory,
                dry_run: variable("PULUMI_DRY_RUN").eq_ignore_ascii_case("true"),
                parallel: variable("PULUMI_PARALLEL").parse().unwrap_or_default(),
                config: serde_json::from_str(&variable("PULUMI_CONFIG")).unwrap_or_default(),
                secret_keys: serde_json::from_str(&variable("PULUMI_CONFIG_SECRET_KEYS")).unwrap_or_default(),
            }),
            Err(status) => Err(status),
        }
    }

    async fn register_resource(
        &self,
        request: proto::RegisterResourceRequest,
    ) -> Result<proto::RegisterResourceResponse, Status> {
        self.monitor.clone().register_resource(request).await.map(tonic::Response::into_inner)
    }

    async fn register_outputs(&self, request: proto::RegisterResourceOutputsRequest) -> Result<(), Status> {
        self.monitor.clone().register_resource_outputs(request).await.map(drop)
    }

    async fn read_resource(&self, request: proto::ReadResourceRequest) -> Result<proto::ReadResourceResponse, Status> {
        self.monitor.clone().read_resource(request).await.map(tonic::Response::into_inner)
    }

    async fn invoke(&self, request: proto::ResourceInvokeRequest) -> Result<proto::ResourceInvokeResponse, Status> {
        self.monitor.clone().invoke(request).await.map(tonic::Response::into_inner)
    }

    async fn call(&self, request: proto::ResourceCallRequest) -> Result<proto::CallResponse, Status> {
        self.monitor.clone().call(request).await.map(tonic::Response::into_inner)
    }

    async fn register_package(
        &self,
        request: proto::RegisterPackageRequest,
    ) -> Result<proto::RegisterPackageResponse, Status> {
        self.monitor.clone().register_package(request).await.map(tonic::Response::into_inner)
    }

    async fn register_hook(&self, request: proto::RegisterResourceHookRequest) -> Result<(), Status> {
        self.monitor.clone().register_resource_hook(request).await.map(drop)
    }

    async fn register_error_hook(&self, request: proto::RegisterErrorHookRequest) -> Result<(), Status> {
        self.monitor.clone().register_error_hook(request).await.map(drop)
    }

    async fn require_version(&self, range: String) -> Result<(), Status> {
        let request = proto::RequirePulumiVersionRequest { pulumi_version_range: range };
        self.engine.clone().require_pulumi_version(request).await.map(drop)
    }

    async fn set_root(&self, urn: String) -> Result<(), Status> {
        self.engine.clone().set_root_resource(proto::SetRootResourceRequest { urn }).await.map(drop)
    }

    async fn log(&self, request: proto::LogRequest) -> Result<(), Status> {
        self.engine.clone().log(request).await.map(drop)
    }

    async fn wait_for_shutdown(&self) -> Result<(), Status> {
        match self.monitor.clone().signal_and_wait_for_shutdown(()).await {
            Err(status) if status.code() == Code::Unimplemented => Ok(()),
            answer => answer.map(drop),
        }
    }
}
