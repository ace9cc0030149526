//! The secrets of an installation.

use switchboard_domain::Secret;
use switchboard_settings::{Environment, FileSecrets, SecretError, SecretName, SecretSource};

use super::{Backend, Target};
use crate::failure::Failure;
use crate::host::{Secrets, secrets_of};

/// Where secrets are.
pub(crate) enum SecretPlace {
    /// Variables and the data directory.
    Embedded {
        /// For reading.
        source: Secrets,
        /// For writing.
        files: FileSecrets,
        /// Variables count only in one.
        environment: Environment,
    },
    /// Secrets Manager.
    #[cfg(feature = "aws")]
    Aws(switchboard_cloud::SecretsManagerSecrets),
}

impl Target {
    /// The secrets of the installation, whose environment this is.
    pub(crate) async fn secrets(&self, environment: Environment) -> Result<SecretPlace, Failure> {
        match self.backend {
            Backend::Embedded => {
                let data = &self.place.data;
                let (source, files) = (secrets_of(data, environment), FileSecrets::new(data));
                Ok(SecretPlace::Embedded { source, files, environment })
            }
            #[cfg(feature = "aws")]
            Backend::Aws => Ok(SecretPlace::Aws(self.deployed_secrets().await?)),
            #[cfg(not(feature = "aws"))]
            Backend::Aws => Err(super::not_built()),
        }
    }
}

impl SecretPlace {
    /// What the value is, or on AWS whether there is one: nobody reads it there but the functions.
    pub(crate) async fn find(&self, name: SecretName) -> Result<Found, SecretError> {
        Ok(match self {
            Self::Embedded { source, .. } => source.read(name)?.map_or(Found::Missing, Found::Value),
            #[cfg(feature = "aws")]
            Self::Aws(secrets) => match secrets.presence(name).await? {
                switchboard_settings::secrets::Presence::Set => Found::Unread,
                switchboard_settings::secrets::Presence::Missing => Found::Missing,
            },
        })
    }

    /// Stores a value.
    pub(crate) async fn put(&self, name: SecretName, value: &Secret) -> Result<(), SecretError> {
        match self {
            Self::Embedded { files, .. } => files.put(name, value),
            #[cfg(feature = "aws")]
            Self::Aws(secrets) => secrets.put(name, value).await,
        }
    }

    /// Where a value comes from, in words.
    pub(crate) fn origin(&self, name: SecretName) -> String {
        match self {
            Self::Embedded { .. } if self.is_variable(name) => name.variable(),
            Self::Embedded { .. } => "data directory".to_owned(),
            #[cfg(feature = "aws")]
            Self::Aws(_) => "Secrets Manager".to_owned(),
        }
    }

    /// Whether a variable of this process gives the secret.
    pub(crate) fn is_variable(&self, name: SecretName) -> bool {
        match self {
            Self::Embedded { environment, .. } => {
                *environment == Environment::Local
                    && std::env::var(name.variable()).is_ok_and(|value| !value.trim().is_empty())
            }
            #[cfg(feature = "aws")]
            Self::Aws(_) => false,
        }
    }
}

/// What was found of a secret.
pub(crate) enum Found {
    /// Nothing.
    Missing,
    /// A value.
    Value(Secret),
    /// That there is a value.
    #[cfg(feature = "aws")]
    Unread,
}
