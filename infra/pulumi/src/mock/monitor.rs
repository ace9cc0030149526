//! What stands for the engine in mock mode.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use pulumi_proto as proto;
use tonic::Status;

use super::graph::{Graph, Message, Node};
use super::{Functions, MockCall, MockResource, Resources};
use crate::monitor::{DeploymentInfo, Monitor};
use crate::value::{Map, Value};
use crate::{STACK_TYPE, wire};

pub(crate) struct MockMonitor {
    info: DeploymentInfo,
    resources: Arc<Resources>,
    functions: Arc<Functions>,
    recorded: Mutex<Recorded>,
}

#[derive(Default)]
struct Recorded {
    graph: Graph,
    stack: String,
    /// Type chain by URN, for the URNs of children.
    types: HashMap<String, String>,
}

impl MockMonitor {
    pub(crate) fn new(info: DeploymentInfo, resources: Arc<Resources>, functions: Arc<Functions>) -> Self {
        Self { info, resources, functions, recorded: Mutex::default() }
    }

    pub(crate) fn graph(&self, failed: bool) -> Graph {
        let mut graph = self.recorded().graph.clone();
        graph.failed = failed;
        let errors = graph.messages.iter().filter(|message| message.severity == 3);
        graph.errors = errors.map(|message| message.text.clone()).collect();
        graph
    }

    fn recorded(&self) -> std::sync::MutexGuard<'_, Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new URN; the same one twice is refused as the engine does.
    fn urn(&self, type_: &str, name: &str, parent: &str) -> Result<String, Status> {
        let mut recorded = self.recorded();
        let above = recorded.types.get(parent).cloned().unwrap_or_default();
        let types = if above.is_empty() || above == STACK_TYPE { type_.to_owned() } else { format!("{above}${type_}") };
        let urn = format!("urn:pulumi:{}::{}::{types}::{name}", self.info.stack, self.info.project);
        if recorded.types.insert(urn.clone(), types).is_some() {
            let text = format!("Duplicate resource URN '{urn}'; try giving it a unique name");
            recorded.graph.messages.push(Message { severity: 3, text: text.clone(), urn });
            return Err(Status::invalid_argument(text));
        }
        Ok(urn)
    }
}

fn plain(map: &Map) -> Map {
    map.iter().map(|(name, value)| (name.clone(), value.clone().revealed())).collect()
}

/// Outputs that came out as they were given keep their marks of secrecy.
fn marked(outputs: Map, inputs: &Map, secret: &[String]) -> Map {
    let mark = |(name, value): (String, Value)| {
        let given = inputs.get(&name).filter(|given| (*given).clone().revealed() == value).cloned();
        let value = given.unwrap_or(value);
        let value = if secret.contains(&name) { value.into_secret() } else { value };
        (name, value)
    };
    outputs.into_iter().map(mark).collect()
}

#[async_trait]
impl Monitor for MockMonitor {
    async fn deployment_info(&self) -> Result<DeploymentInfo, Status> {
        Ok(self.info.clone())
    }

    async fn register_resource(
        &self,
        request: proto::RegisterResourceRequest,
    ) -> Result<proto::RegisterResourceResponse, Status> {
        let urn = self.urn(&request.r#type, &request.name, &request.parent)?;
        if request.r#type == STACK_TYPE {
            self.recorded().stack.clone_from(&urn);
            return Ok(proto::RegisterResourceResponse { urn, ..Default::default() });
        }
        let node = Node::of(&urn, &request);
        let inputs = node.inputs.clone();
        self.recorded().graph.nodes.push(node);
        if !request.custom && !request.remote {
            return Ok(proto::RegisterResourceResponse { urn, ..Default::default() });
        }
        let answer = (self.resources)(&MockResource {
            type_: request.r#type,
            name: request.name,
            inputs: plain(&inputs),
            custom: request.custom,
            id: Some(request.import_id).filter(|id| !id.is_empty()),
            preview: self.info.dry_run,
        });
        if let Some(text) = answer.failure {
            self.recorded().graph.messages.push(Message { severity: 3, text, urn: urn.clone() });
            let result = proto::Result::Fail.into();
            return Ok(proto::RegisterResourceResponse { urn, result, ..Default::default() });
        }
        let outputs = marked(answer.outputs, &inputs, &request.additional_secret_outputs);
        Ok(proto::RegisterResourceResponse {
            urn,
            id: answer.id.unwrap_or_default(),
            object: Some(wire::map_to_wire(&outputs)),
            ..Default::default()
        })
    }

    async fn register_outputs(&self, request: proto::RegisterResourceOutputsRequest) -> Result<(), Status> {
        let outputs = request.outputs.map(wire::map_from_wire).unwrap_or_default();
        let mut recorded = self.recorded();
        if request.urn == recorded.stack {
            recorded.graph.outputs = outputs;
            return Ok(());
        }
        let node = recorded.graph.nodes.iter_mut().find(|node| node.urn == request.urn);
        let node = node.ok_or_else(|| Status::not_found(format!("no resource has the URN {}", request.urn)))?;
        node.component_outputs = Some(outputs);
        Ok(())
    }

    async fn read_resource(&self, request: proto::ReadResourceRequest) -> Result<proto::ReadResourceResponse, Status> {
        let urn = self.urn(&request.r#type, &request.name, &request.parent)?;
        let inputs = request.properties.map(wire::map_from_wire).unwrap_or_default();
        self.recorded().graph.nodes.push(Node {
            urn: urn.clone(),
            type_: request.r#type.clone(),
            name: request.name.clone(),
            parent: request.parent,
            custom: true,
            read: Some(request.id.clone()),
            inputs: inputs.clone(),
            dependencies: request.dependencies.into_iter().collect(),
            ..Node::default()
        });
        let answer = (self.resources)(&MockResource {
            type_: request.r#type,
            name: request.name,
            inputs: plain(&inputs),
            custom: true,
            id: Some(request.id),
            preview: self.info.dry_run,
        });
        if let Some(text) = answer.failure {
            self.recorded().graph.messages.push(Message { severity: 3, text: text.clone(), urn });
            return Err(Status::not_found(text));
        }
        let outputs = marked(answer.outputs, &inputs, &request.additional_secret_outputs);
        Ok(proto::ReadResourceResponse { urn, properties: Some(wire::map_to_wire(&outputs)) })
    }

    async fn invoke(&self, request: proto::ResourceInvokeRequest) -> Result<proto::ResourceInvokeResponse, Status> {
        let arguments = request.args.map(wire::map_from_wire).unwrap_or_default();
        let result = (self.functions)(&MockCall { token: request.tok, arguments }).map_err(Status::unknown)?;
        Ok(proto::ResourceInvokeResponse { r#return: Some(wire::map_to_wire(&result)), ..Default::default() })
    }

    async fn call(&self, request: proto::ResourceCallRequest) -> Result<proto::CallResponse, Status> {
        let arguments = plain(&request.args.map(wire::map_from_wire).unwrap_or_default());
        let result = (self.functions)(&MockCall { token: request.tok, arguments }).map_err(Status::unknown)?;
        Ok(proto::CallResponse { r#return: Some(wire::map_to_wire(&result)), ..Default::default() })
    }

    async fn register_package(
        &self,
        request: proto::RegisterPackageRequest,
    ) -> Result<proto::RegisterPackageResponse, Status> {
        let name = request.parameterization.or(request.extension).map_or(request.name, |derived| derived.name);
        Ok(proto::RegisterPackageResponse { r#ref: format!("mock-{name}") })
    }

    async fn register_hook(&self, _request: proto::RegisterResourceHookRequest) -> Result<(), Status> {
        Ok(())
    }

    async fn register_error_hook(&self, _request: proto::RegisterErrorHookRequest) -> Result<(), Status> {
        Ok(())
    }

    async fn require_version(&self, _range: String) -> Result<(), Status> {
        Ok(())
    }

    async fn set_root(&self, _urn: String) -> Result<(), Status> {
        Ok(())
    }

    async fn log(&self, request: proto::LogRequest) -> Result<(), Status> {
        let message = Message { severity: request.severity, text: request.message, urn: request.urn };
        self.recorded().graph.messages.push(message);
        Ok(())
    }

    async fn wait_for_shutdown(&self) -> Result<(), Status> {
        Ok(())
    }
}
