//! Secrets in Secrets Manager.

mod manager;
mod store;

pub use manager::SecretsManagerSecrets;
pub use store::{LoadedSecrets, SecretStore};
