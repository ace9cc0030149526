//! The mock monitor with a memory of raw requests.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use pulumi_proto as proto;
use tonic::Status;

use crate::context::{Context, ResourceRequest};
use crate::error::Result;
use crate::mock::{Answer, Graph, MockCall, MockMonitor, MockResource};
use crate::monitor::{DeploymentInfo, Monitor};
use crate::value::Map;
use crate::{CustomResource, Inputs, Package, ResourceOptions};

pub(crate) const TEST: Package = Package::new("test", "1.2.3");

/// A resource of the test package.
pub(crate) fn resource(ctx: &Context, name: &str, inputs: Inputs, options: ResourceOptions) -> CustomResource {
    ctx.register(ResourceRequest {
        package: &TEST,
        type_: "test:index:Thing",
        name,
        inputs,
        secret_outputs: &[],
        options,
    })
}

#[derive(Default)]
pub(crate) struct Requests {
    pub(crate) registered: Vec<proto::RegisterResourceRequest>,
    pub(crate) outputs: Vec<proto::RegisterResourceOutputsRequest>,
    pub(crate) read: Vec<proto::ReadResourceRequest>,
    pub(crate) invoked: Vec<proto::ResourceInvokeRequest>,
    pub(crate) called: Vec<proto::ResourceCallRequest>,
    pub(crate) packages: Vec<proto::RegisterPackageRequest>,
    pub(crate) hooks: Vec<proto::RegisterResourceHookRequest>,
    pub(crate) error_hooks: Vec<proto::RegisterErrorHookRequest>,
    pub(crate) graph: Graph,
}

impl Requests {
    pub(crate) fn of(&self, name: &str) -> &proto::RegisterResourceRequest {
        self.registered.iter().find(|request| request.name == name).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.registered.iter().any(|request| request.name == name)
    }
}

struct Capture {
    mock: MockMonitor,
    requests: Mutex<Requests>,
}

/// How a test's engine behaves.
pub(crate) struct Engine {
    pub(crate) info: DeploymentInfo,
    pub(crate) resources: fn(&MockResource) -> Answer,
    pub(crate) functions: fn(&MockCall) -> std::result::Result<Map, String>,
}

impl Default for Engine {
    fn default() -> Self {
        let info = DeploymentInfo { project: "demo".into(), stack: "dev".into(), ..Default::default() };
        Self { info, resources: Answer::of, functions: |_| Ok(Map::new()) }
    }
}

impl Engine {
    pub(crate) fn preview(mut self) -> Self {
        self.info.dry_run = true;
        self
    }

    pub(crate) fn resources(mut self, answer: fn(&MockResource) -> Answer) -> Self {
        self.resources = answer;
        self
    }

    pub(crate) fn functions(mut self, answer: fn(&MockCall) -> std::result::Result<Map, String>) -> Self {
        self.functions = answer;
        self
    }

    pub(crate) async fn run<P, W>(self, program: P) -> Requests
    where
        P: FnOnce(Context) -> W,
        W: Future<Output = Result>,
    {
        let mock = MockMonitor::new(self.info.clone(), Arc::new(self.resources), Arc::new(self.functions));
        let capture = Arc::new(Capture { mock, requests: Mutex::default() });
        let failed = crate::run::run_with(Arc::<Capture>::clone(&capture), self.info, program).await;
        let mut requests = std::mem::take(&mut *capture.requests.lock().unwrap());
        requests.graph = capture.mock.graph(failed);
        requests
    }
}

#[async_trait]
impl Monitor for Capture {
    async fn deployment_info(&self) -> std::result::Result<DeploymentInfo, Status> {
        self.mock.deployment_info().await
    }

    async fn register_resource(
        &self,
        request: proto::RegisterResourceRequest,
    ) -> std::result::Result<proto::RegisterResourceResponse, Status> {
        self.requests.lock().unwrap().registered.push(request.clone());
        self.mock.register_resource(request).await
    }

    async fn register_outputs(
        &self,
        request: proto::RegisterResourceOutputsRequest,
    ) -> std::result::Result<(), Status> {
        self.requests.lock().unwrap().outputs.push(request.clone());
        self.mock.register_outputs(request).await
    }

    async fn read_resource(
        &self,
        request: proto::ReadResourceRequest,
    ) -> std::result::Result<proto::ReadResourceResponse, Status> {
        self.requests.lock().unwrap().read.push(request.clone());
        self.mock.read_resource(request).await
    }

    async fn invoke(
        &self,
        request: proto::ResourceInvokeRequest,
    ) -> std::result::Result<proto::ResourceInvokeResponse, Status> {
        self.requests.lock().unwrap().invoked.push(request.clone());
        self.mock.invoke(request).await
    }

    async fn call(&self, request: proto::ResourceCallRequest) -> std::result::Result<proto::CallResponse, Status> {
        self.requests.lock().unwrap().called.push(request.clone());
        self.mock.call(request).await
    }

    async fn register_package(
        &self,
        request: proto::RegisterPackageRequest,
    ) -> std::result::Result<proto::RegisterPackageResponse, Status> {
        if request.name == "nowhere" {
            return Err(Status::not_found("no such plugin"));
        }
        self.requests.lock().unwrap().packages.push(request.clone());
        self.mock.register_package(request).await
    }

    async fn register_hook(&self, request: proto::RegisterResourceHookRequest) -> std::result::Result<(), Status> {
        self.requests.lock().unwrap().hooks.push(request);
        Ok(())
    }

    async fn register_error_hook(&self, request: proto::RegisterErrorHookRequest) -> std::result::Result<(), Status> {
        self.requests.lock().unwrap().error_hooks.push(request);
        Ok(())
    }

    async fn require_version(&self, range: String) -> std::result::Result<(), Status> {
        self.mock.require_version(range).await
    }

    async fn set_root(&self, urn: String) -> std::result::Result<(), Status> {
        self.mock.set_root(urn).await
    }

    async fn log(&self, request: proto::LogRequest) -> std::result::Result<(), Status> {
        self.mock.log(request).await
    }

    async fn wait_for_shutdown(&self) -> std::result::Result<(), Status> {
        Ok(())
    }
}
