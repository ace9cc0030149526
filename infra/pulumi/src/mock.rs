//! Mock mode: a program runs without an engine, in milliseconds, and what it registered comes back as a graph.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use pulumi::mock::{Answer, Run};
//!
//! let graph = Run::new()
//!     .config("demo:size", "3")
//!     .resources(|resource| Answer::of(resource).output("arn", format!("arn:{}", resource.name)))
//!     .program(|ctx| async move {
//!         let size: u32 = ctx.config_of("demo").require("size")?;
//!         ctx.export("double", size * 2);
//!         Ok(())
//!     })
//!     .await;
//! assert_eq!(graph.errors, Vec::<String>::new());
//! assert_eq!(graph.outputs["double"], pulumi::Value::Number(6.0));
//! # });
//! ```

mod graph;
mod monitor;

use std::sync::Arc;

pub use graph::{Graph, Message, Node, Options};
#[cfg(test)]
pub(crate) use monitor::MockMonitor;

use crate::context::Context;
use crate::convert::IntoValue;
use crate::error::Result;
use crate::monitor::DeploymentInfo;
use crate::value::{Map, Value};

/// A resource that a program asks for.
#[derive(Clone, Debug)]
pub struct MockResource {
    /// Type token.
    pub type_: String,
    /// Name.
    pub name: String,
    /// Inputs, without marks of secrecy.
    pub inputs: Map,
    /// Whether a provider manages it.
    pub custom: bool,
    /// The id of an existing resource, if it is only read or imported.
    pub id: Option<String>,
    /// Whether this is a preview.
    pub preview: bool,
}

/// What a resource turns out to be.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The provider's id; `None` is unknown.
    pub id: Option<String>,
    /// Outputs; [`Value::Unknown`] is one that a preview does not know.
    pub outputs: Map,
    /// Why it failed.
    pub failure: Option<String>,
}

impl Answer {
    /// What was asked for, under the id `<name>-id` (in a preview: unknown).
    pub fn of(resource: &MockResource) -> Self {
        let id = resource.id.clone().or_else(|| (!resource.preview).then(|| format!("{}-id", resource.name)));
        Self { id, outputs: resource.inputs.clone(), failure: None }
    }

    /// With this output. A value that no property can hold is unknown.
    #[must_use]
    pub fn output(mut self, name: &str, value: impl IntoValue) -> Self {
        self.outputs.insert(name.to_owned(), value.into_value().unwrap_or(Value::Unknown));
        self
    }

    /// With this id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// It could not be made.
    #[must_use]
    pub fn failed(mut self, why: impl Into<String>) -> Self {
        self.failure = Some(why.into());
        self
    }
}

/// A function that a program calls.
#[derive(Clone, Debug)]
pub struct MockCall {
    /// Token, as `aws:index/getRegion:getRegion`.
    pub token: String,
    /// Arguments, without marks of secrecy.
    pub arguments: Map,
}

type Resources = dyn Fn(&MockResource) -> Answer + Send + Sync;
type Functions = dyn Fn(&MockCall) -> std::result::Result<Map, String> + Send + Sync;

/// A run without an engine. By default resources become what was asked for, and functions return an empty object.
#[derive(Clone)]
pub struct Run {
    info: DeploymentInfo,
    resources: Arc<Resources>,
    functions: Arc<Functions>,
}

impl Default for Run {
    fn default() -> Self {
        Self::new()
    }
}

impl Run {
    /// Project `project`, stack `stack`, an update, no configuration.
    pub fn new() -> Self {
        let info =
            DeploymentInfo { project: "project".into(), stack: "stack".into(), parallel: 16, ..Default::default() };
        Self { info, resources: Arc::new(Answer::of), functions: Arc::new(|_| Ok(Map::new())) }
    }

    /// In this project.
    #[must_use]
    pub fn project(mut self, name: impl Into<String>) -> Self {
        self.info.project = name.into();
        self
    }

    /// In this stack.
    #[must_use]
    pub fn stack(mut self, name: impl Into<String>) -> Self {
        self.info.stack = name.into();
        self
    }

    /// In this organization.
    #[must_use]
    pub fn organization(mut self, name: impl Into<String>) -> Self {
        self.info.organization = name.into();
        self
    }

    /// In a project whose Pulumi.yaml is in this folder.
    #[must_use]
    pub fn root_directory(mut self, path: impl Into<String>) -> Self {
        self.info.root_directory = path.into();
        self
    }

    /// A preview: outputs that the mocks do not give are unknown.
    #[must_use]
    pub fn preview(mut self) -> Self {
        self.info.dry_run = true;
        self
    }

    /// With this configuration; the key is `namespace:name`.
    #[must_use]
    pub fn config(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.info.config.insert(key.into(), value.into());
        self
    }

    /// With this secret configuration.
    #[must_use]
    pub fn secret_config(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        self.info.secret_keys.insert(key.clone());
        self.config(key, value)
    }

    /// What resources turn out to be.
    #[must_use]
    pub fn resources(mut self, answer: impl Fn(&MockResource) -> Answer + Send + Sync + 'static) -> Self {
        self.resources = Arc::new(answer);
        self
    }

    /// What functions return; an error is the provider's refusal.
    #[must_use]
    pub fn functions(
        mut self,
        answer: impl Fn(&MockCall) -> std::result::Result<Map, String> + Send + Sync + 'static,
    ) -> Self {
        self.functions = Arc::new(answer);
        self
    }

    /// Runs the program to its end. It must run inside a tokio runtime.
    pub async fn program<P, W>(self, program: P) -> Graph
    where
        P: FnOnce(Context) -> W,
        W: Future<Output = Result>,
    {
        let monitor = Arc::new(monitor::MockMonitor::new(self.info.clone(), self.resources, self.functions));
        let failed = crate::run::run_with(Arc::<monitor::MockMonitor>::clone(&monitor), self.info, program).await;
        monitor.graph(failed)
    }
}
