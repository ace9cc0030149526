//! What a configured provider knows.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_schema::{OutputProperty, ResourceType};
use tonic::Status;

use crate::backend::Backend;
use crate::cloud::{Place, Subject};
use crate::config::ProviderConfig;
use crate::property::{Map, Value, carry_secrets};

/// Whether the engine wants to see which values are secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// It does.
    Marked,
    /// It marks them itself.
    Plain,
}

/// What a configured provider knows.
pub(super) struct Session {
    pub(super) config: ProviderConfig,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) secrecy: Secrecy,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = (&self.config, self.secrecy);
        formatter.debug_tuple("Session").field(&fields).finish_non_exhaustive()
    }
}

impl Session {
    /// Where resources are.
    pub(super) fn place(&self) -> Result<Place, Status> {
        let region = self.config.region.clone();
        let unknown =
            "the provider's region is not known yet; give the provider a region that does not depend on resources";
        region.map(Place::new).ok_or_else(|| Status::failed_precondition(unknown))
    }

    /// The properties with the marks that the engine wants: of outputs that are secret by their type, and of everything that
    /// was secret in `marks`.
    pub(super) fn mark(&self, resource: &ResourceType, marks: &[&Map], properties: Map) -> Map {
        if self.secrecy == Secrecy::Plain {
            return properties;
        }
        let marked = properties.into_iter().map(|(name, value)| {
            let given = marks.iter().filter_map(|marks| marks.get(&name));
            let value = given.fold(value, |value, mark| carry_secrets(mark, value));
            let by_type = resource.outputs.get(&name).is_some_and(|output: &OutputProperty| output.secret);
            let value = if by_type && !matches!(value, Value::Null) { value.into_secret() } else { value };
            (name, value)
        });
        marked.collect()
    }
}

/// The session of this process; there is none before the engine has configured the provider.
#[derive(Debug, Default)]
pub(super) struct Sessions(RwLock<Option<Arc<Session>>>);

impl Sessions {
    pub(super) fn set(&self, session: Session) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(session));
    }

    pub(super) fn current(&self) -> Result<Arc<Session>, Status> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        current.ok_or_else(|| {
            Status::failed_precondition("the provider is not configured; the engine calls Configure first")
        })
    }
}

/// A resource's type and place together.
pub(super) fn subject<'a>(type_token: &'a str, resource: &'a ResourceType, place: &'a Place) -> Subject<'a> {
    Subject { type_token, resource, place }
}
