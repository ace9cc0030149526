//! The calls to Secrets Manager. Every one of them goes to the service; readers keep values by [`super::SecretStore`].

use aws_sdk_secretsmanager::Client;
use futures::future::try_join_all;
use switchboard_domain::Secret;
use switchboard_settings::secrets::{Presence, SecretError, SecretName};
use switchboard_store::ServiceError;

use crate::failure::service_error;
use crate::namespace::Namespace;

/// Name of the service in errors.
const SERVICE: &str = "secretsmanager";

/// Label of the version that readers get.
const CURRENT: &str = "AWSCURRENT";

/// The secrets `<prefix>/<env>/<path>` of a deployment. The containers are made with the infrastructure, without a value.
#[derive(Clone, Debug)]
pub struct SecretsManagerSecrets {
    client: Client,
    namespace: Namespace,
}

impl SecretsManagerSecrets {
    /// The secrets of a deployment.
    pub const fn new(client: Client, namespace: Namespace) -> Self {
        Self { client, namespace }
    }

    /// The stored value, or `None` if there is no container or nobody has put a value into it.
    ///
    /// # Errors
    /// [`SecretError::Store`] when the service cannot be read, [`SecretError::Form`] when the value is no text.
    pub async fn fetch(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        let request = self.client.get_secret_value().secret_id(self.id(name));
        match request.send().await {
            Ok(answer) => match (answer.secret_string, answer.secret_binary) {
                (Some(text), _) => Ok(Some(Secret::new(text))),
                (None, Some(_)) => Err(SecretError::Form { name, reason: "must be text, not binary" }),
                (None, None) => Ok(None),
            },
            Err(error) => match service_error(SERVICE, &error) {
                ServiceError::NotFound { .. } => Ok(None),
                other => Err(store(&other)),
            },
        }
    }

    /// Stores a value; the trailing line break of a pasted value is dropped.
    ///
    /// # Errors
    /// The value is blank, there is no container, or the service refuses.
    pub async fn put(&self, name: SecretName, value: &Secret) -> Result<(), SecretError> {
        let text = value.expose().trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            return Err(SecretError::Form { name, reason: "must not be blank" });
        }
        match self.client.put_secret_value().secret_id(self.id(name)).secret_string(text).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(match service_error(SERVICE, &error) {
                ServiceError::NotFound { .. } => {
                    SecretError::Store(format!("there is no container {}; deploy the stack first", self.id(name)))
                }
                other => store(&other),
            }),
        }
    }

    /// Which secrets have a value; never a value.
    ///
    /// # Errors
    /// [`SecretError::Store`] when the service cannot be read.
    pub async fn list(&self) -> Result<Vec<(SecretName, Presence)>, SecretError> {
        let one = async |name| Ok((name, self.presence(name).await?));
        try_join_all(SecretName::ALL.map(one)).await
    }

    /// Whether a secret has a value.
    ///
    /// # Errors
    /// [`SecretError::Store`] when the service cannot be read.
    pub async fn presence(&self, name: SecretName) -> Result<Presence, SecretError> {
        match self.client.describe_secret().secret_id(self.id(name)).send().await {
            Ok(answer) => {
                let stages = answer.version_ids_to_stages.unwrap_or_default();
                let set = stages.values().flatten().any(|stage| stage == CURRENT);
                Ok(if set { Presence::Set } else { Presence::Missing })
            }
            Err(error) => match service_error(SERVICE, &error) {
                ServiceError::NotFound { .. } => Ok(Presence::Missing),
                other => Err(store(&other)),
            },
        }
    }

    fn id(&self, name: SecretName) -> String {
        self.namespace.secret(name.path())
    }
}

fn store(error: &ServiceError) -> SecretError {
    SecretError::Store(format!("{error}; {}", error.help()))
}
