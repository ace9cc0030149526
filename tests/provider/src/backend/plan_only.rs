//! No cloud at all: the engine can plan and nothing else.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Backend, BackendError, Found, Handle};
use crate::cloud::{Cloud, Creation, Subject};
use crate::property::Map;
use crate::urn::Urn;

/// Refuses every change. Reading gives back what the engine knows, completed by made-up outputs: a program may look up
/// resources of an account that there is none of here.
#[derive(Debug)]
pub struct PlanOnlyBackend {
    cloud: Arc<Cloud>,
}

impl PlanOnlyBackend {
    /// A backend that makes outputs with this cloud.
    pub fn new(cloud: Arc<Cloud>) -> Self {
        Self { cloud }
    }
}

#[async_trait]
impl Backend for PlanOnlyBackend {
    async fn create(&self, _: Subject<'_>, _: &Urn, _: &Map, _: Vec<String>) -> Result<Creation, BackendError> {
        Err(BackendError::PlanOnly("create"))
    }

    async fn read(&self, handle: Handle<'_>) -> Result<Option<Found>, BackendError> {
        let properties = self.cloud.describe(&handle.subject, handle.id, handle.properties);
        let stored = handle.properties.keys().cloned().collect();
        Ok(Some(Found { id: handle.id.to_owned(), properties, stored, inputs: None, filled: Vec::new() }))
    }

    async fn update(&self, _: Handle<'_>, _: &Urn, _: &Map, _: Vec<String>) -> Result<Map, BackendError> {
        Err(BackendError::PlanOnly("update"))
    }

    async fn delete(&self, _: Handle<'_>) -> Result<(), BackendError> {
        Err(BackendError::PlanOnly("delete"))
    }
}
