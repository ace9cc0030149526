//! The other side of a program: the engine, or what stands for it in tests.

use async_trait::async_trait;
use pulumi_proto as proto;
use tonic::Status;

/// What the engine knows about the run of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeploymentInfo {
    /// Project name.
    pub(crate) project: String,
    /// Stack name, without organization and project.
    pub(crate) stack: String,
    /// Organization; empty if the backend has none.
    pub(crate) organization: String,
    /// Folder of Pulumi.yaml.
    pub(crate) root_directory: String,
    /// Whether this is a preview.
    pub(crate) dry_run: bool,
    /// How many operations run at the same time.
    pub(crate) parallel: i32,
    /// Configuration by `namespace:key`, secrets in clear; objects as JSON text.
    pub(crate) config: std::collections::BTreeMap<String, String>,
    /// Which keys of `config` are secret.
    pub(crate) secret_keys: std::collections::BTreeSet<String>,
}

/// What a program asks of the engine. Every call is one of the protocol.
#[async_trait]
pub(crate) trait Monitor: Send + Sync {
    async fn deployment_info(&self) -> Result<DeploymentInfo, Status>;
    async fn register_resource(
        &self,
        request: proto::RegisterResourceRequest,
    ) -> Result<proto::RegisterResourceResponse, Status>;
    async fn register_outputs(&self, request: proto::RegisterResourceOutputsRequest) -> Result<(), Status>;
    async fn read_resource(&self, request: proto::ReadResourceRequest) -> Result<proto::ReadResourceResponse, Status>;
    async fn invoke(&self, request: proto::ResourceInvokeRequest) -> Result<proto::ResourceInvokeResponse, Status>;
    async fn call(&self, request: proto::ResourceCallRequest) -> Result<proto::CallResponse, Status>;
    async fn register_package(
        &self,
        request: proto::RegisterPackageRequest,
    ) -> Result<proto::RegisterPackageResponse, Status>;
    async fn register_hook(&self, request: proto::RegisterResourceHookRequest) -> Result<(), Status>;
    async fn register_error_hook(&self, request: proto::RegisterErrorHookRequest) -> Result<(), Status>;
    async fn require_version(&self, range: String) -> Result<(), Status>;
    async fn set_root(&self, urn: String) -> Result<(), Status>;
    async fn log(&self, request: proto::LogRequest) -> Result<(), Status>;
    /// Blocks until the engine has done everything that was registered.
    async fn wait_for_shutdown(&self) -> Result<(), Status>;
}
