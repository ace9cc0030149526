//! Where resources live.

mod emulator;
mod file;
mod plan_only;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use switchboard_emulator::Refusal;

use crate::cloud::{Cloud, Creation, Place, Subject};
use crate::config::Endpoint;
use crate::property::Map;
use crate::urn::Urn;

pub use emulator::EmulatorBackend;
pub use file::FileBackend;
pub use plan_only::PlanOnlyBackend;

/// What becomes of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: only previews work.
    PlanOnly,
    /// They are kept in a JSON file, which stands for the cloud.
    File(PathBuf),
    /// They are carried out on an AWS emulator: the one at this address, or at the endpoints of the configuration.
    Emulator(Option<Endpoint>),
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
    /// The emulator mode has no such type.
    #[error(
        "the stand-in AWS provider cannot carry out {0} on the emulator; leave the resource out of this stack, or set \
         STAND_IN_MODE=file and STAND_IN_STORE=<path of a JSON file> to keep resources in a file"
    )]
    NoKind(String),
    /// The emulator refuses, or real AWS would.
    #[error("{type_token}: {refusal}")]
    Refused {
        /// The type.
        type_token: String,
        /// What is said.
        refusal: Refusal,
    },
    /// The emulator does not answer a function.
    #[error("{token} is not answered by the emulator at {endpoint}: {refusal}; check that it runs")]
    Function {
        /// The function.
        token: &'static str,
        /// Where the emulator is.
        endpoint: String,
        /// What is said.
        refusal: Refusal,
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

    /// What the cloud itself answers to a function; `None` if the answer is made up.
    async fn answer(&self, _token: &str, _place: &Place) -> Result<Option<Map>, BackendError> {
        Ok(None)
    }
}

/// Mode and configuration do not give a place for resources.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// The configuration asks for a real cloud.
    #[error(
        "this is the stand-in for the AWS provider, made for tests, and it never talks to AWS, but the endpoint of {} is \
         {}, which is not on this machine; set STAND_IN_MODE=plan-only or STAND_IN_MODE=file, point the endpoints at \
         127.0.0.1, or install the real provider: pulumi plugin install resource aws", .0.service, .0.url
    )]
    Remote(Endpoint),
    /// Nothing says where the emulator is.
    #[error(
        "STAND_IN_MODE=emulator needs the address of the emulator; set STAND_IN_ENDPOINT=http://127.0.0.1:4566, or the \
         provider's `endpoints`"
    )]
    NoEndpoint,
    /// An emulator has one address.
    #[error(
        "STAND_IN_MODE=emulator needs one address for all services, but the endpoint of {} is {} and that of {} is {}; \
         give all the same one", .0.service, .0.url, .1.service, .1.url
    )]
    Different(Endpoint, Endpoint),
}

/// The place for resources that mode and configuration ask for. Without a mode nothing is ever changed.
///
/// # Errors
/// If an endpoint is not on this machine and no mode is set or the mode is the emulator's; if the emulator has no address
/// or more than one.
pub fn select(
    mode: Option<&Mode>,
    endpoints: &[Endpoint],
    cloud: &Arc<Cloud>,
) -> Result<Arc<dyn Backend>, SelectError> {
    let connects = matches!(mode, None | Some(Mode::Emulator(_)));
    if let Some(remote) = endpoints.iter().find(|endpoint| connects && !endpoint.is_loopback()) {
        return Err(SelectError::Remote(remote.clone()));
    }
    Ok(match mode {
        Some(Mode::File(path)) => Arc::new(FileBackend::new(path.clone(), Arc::clone(cloud))),
        Some(Mode::PlanOnly) | None => Arc::new(PlanOnlyBackend::new(Arc::clone(cloud))),
        Some(Mode::Emulator(address)) => {
            let endpoint = address_of(endpoints, address.as_ref())?;
            Arc::new(EmulatorBackend::new(endpoint.url.clone(), Arc::clone(cloud)))
        }
    })
}

/// Where the emulator is. The configuration of the provider wins over the environment.
fn address_of<'a>(endpoints: &'a [Endpoint], address: Option<&'a Endpoint>) -> Result<&'a Endpoint, SelectError> {
    let endpoint = endpoints.first().or(address).ok_or(SelectError::NoEndpoint)?;
    match endpoints.iter().find(|other| other.url != endpoint.url) {
        Some(other) => Err(SelectError::Different(endpoint.clone(), other.clone())),
        None => Ok(endpoint),
    }
}

/// What tells the resource apart from others of its type.
fn key(cloud: &Cloud, handle: &Handle<'_>) -> String {
    if handle.properties.is_empty() {
        // An import gives the key where the id alone does not tell resources apart.
        return handle.id.to_owned();
    }
    cloud.key(&handle.subject, handle.id, handle.properties)
}
