//! Where resources live.

mod file;
mod plan_only;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use crate::cloud::{Cloud, Creation, Subject};
use crate::config::Endpoint;
use crate::property::Map;
use crate::urn::Urn;

pub use file::FileBackend;
pub use plan_only::PlanOnlyBackend;

/// What becomes of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: only previews work.
    PlanOnly,
    /// They are kept in a JSON file, which stands for the cloud.
    File(PathBuf),
}

/// A resource that exists.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its properties, inputs and outputs, without marks of secrecy.
    pub properties: Map,
    /// Names of the properties that somebody set: all but those that were made up while reading.
    pub stored: Vec<String>,
    /// Names of the properties that were inputs when it was written last; `None` if it was not written by this provider.
    pub inputs: Option<Vec<String>>,
    /// Names of the inputs that the provider had filled in.
    pub filled: Vec<String>,
}

/// A resource's type, id and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Handle<'a> {
    /// Its type and place.
    pub subject: Subject<'a>,
    /// Its id.
    pub id: &'a str,
    /// Its properties in the engine's state; empty in an import.
    pub properties: &'a Map,
}

/// A call to the cloud failed.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// Nothing is changed in this mode.
    #[error(
        "the stand-in AWS provider runs in plan-only mode and does not {0} resources; use `pulumi preview`, or set \
         STAND_IN_MODE=file and STAND_IN_STORE=<path of a JSON file> to keep resources in a file"
    )]
    PlanOnly(&'static str),
    /// The name is taken.
    #[error("{type_token} `{id}` exists already; give it another name, import it, or delete the other one first")]
    Exists {
        /// The type.
        type_token: String,
        /// The id.
        id: String,
    },
    /// An update of what is not there.
    #[error("{type_token} `{id}` does not exist; run `pulumi refresh` to see what does")]
    Missing {
        /// The type.
        type_token: String,
        /// The id.
        id: String,
    },
    /// The store cannot be read or written.
    #[error("the store {path} cannot be {action}: {reason}; check the path in STAND_IN_STORE")]
    Store {
        /// Path of the store.
        path: String,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        reason: String,
    },
}

/// Where resources live. Values carry no marks of secrecy here.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Creates a resource; `filled` names the inputs that the provider filled in.
    async fn create(
        &self,
        subject: Subject<'_>,
        urn: &Urn,
        inputs: &Map,
        filled: Vec<String>,
    ) -> Result<Creation, BackendError>;

    /// Finds a resource; `None` if there is none.
    async fn read(&self, handle: Handle<'_>) -> Result<Option<Found>, BackendError>;

    /// Changes a resource; gives its properties afterwards.
    async fn update(
        &self,
        handle: Handle<'_>,
        urn: &Urn,
        inputs: &Map,
        filled: Vec<String>,
    ) -> Result<Map, BackendError>;

    /// Deletes a resource. That there is none is no error.
    async fn delete(&self, handle: Handle<'_>) -> Result<(), BackendError>;
}

/// The configuration asks for a real cloud.
#[derive(Debug, thiserror::Error)]
#[error(
    "this is the stand-in for the AWS provider, made for tests, and it never talks to AWS, but the endpoint of {} is {}, \
     which is not on this machine; set STAND_IN_MODE=plan-only or STAND_IN_MODE=file, point the endpoints at 127.0.0.1, or \
     install the real provider: pulumi plugin install resource aws", .0.service, .0.url
)]
pub struct RemoteEndpoint(pub Endpoint);

/// The place for resources that mode and configuration ask for. Without a mode nothing is ever changed.
///
/// # Errors
/// If no mode is set and an endpoint is not on this machine.
pub fn select(
    mode: Option<&Mode>,
    endpoints: &[Endpoint],
    cloud: &Arc<Cloud>,
) -> Result<Arc<dyn Backend>, RemoteEndpoint> {
    if let Some(remote) = endpoints.iter().find(|endpoint| mode.is_none() && !endpoint.is_loopback()) {
        return Err(RemoteEndpoint(remote.clone()));
    }
    Ok(match mode {
        Some(Mode::File(path)) => Arc::new(FileBackend::new(path.clone(), Arc::clone(cloud))),
        Some(Mode::PlanOnly) | None => Arc::new(PlanOnlyBackend::new(Arc::clone(cloud))),
    })
}

/// What tells the resource apart from others of its type.
fn key(cloud: &Cloud, handle: &Handle<'_>) -> String {
    if handle.properties.is_empty() {
        // An import gives the key where the id alone does not tell resources apart.
        return handle.id.to_owned();
    }
    cloud.key(&handle.subject, handle.id, handle.properties)
}
