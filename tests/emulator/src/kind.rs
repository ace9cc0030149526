//! What a resource type must be able to do.

use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::clients::Clients;
use crate::refusal::Refusal;

/// Properties of a resource by their names in `@pulumi/aws`. Archives are objects with the engine's signature.
pub type Properties = Map<String, Value>;

/// A resource that was created.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    /// Its id, of the form that the real provider gives it.
    pub id: String,
    /// Properties that the cloud adds or changes; they come on top of the inputs.
    pub outputs: Properties,
}

/// How resources of one type are created, read, changed and deleted.
#[async_trait]
pub trait Kind: Send + Sync {
    /// Creates the resource.
    ///
    /// # Errors
    /// [`Refusal`] if the emulator refuses it, or the real service would.
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal>;

    /// What the resource looks like now: inputs as the cloud has them, and outputs; `None` if there is none. `known` holds
    /// what the engine's state says (empty in an import), for properties that the service does not tell.
    ///
    /// # Errors
    /// [`Refusal`] if the emulator fails.
    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal>;

    /// Changes the resource from `olds` (state) to `news` (inputs); gives the outputs afterwards. Properties that replace
    /// never get here.
    ///
    /// # Errors
    /// [`Refusal`] if the emulator refuses it, or the real service would.
    async fn update(
        &self,
        aws: &Clients,
        id: &str,
        olds: &Properties,
        news: &Properties,
    ) -> Result<Properties, Refusal>;

    /// Deletes the resource. That there is none is no error.
    ///
    /// # Errors
    /// [`Refusal`] if the emulator refuses it, or the real service would.
    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal>;
}
