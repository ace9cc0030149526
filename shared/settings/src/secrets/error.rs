//! What can go wrong with a secret. No variant holds a value or a part of one.

use super::name::SecretName;

/// Why a secret cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nobody has put a value.
    #[error("secret {0} is not set")]
    Missing(SecretName),
    /// The store cannot be read or written.
    #[error("secret store: {0}")]
    Store(String),
    /// Others than the owner may read the file.
    #[error("secret store: the file is readable by others; make it 0600")]
    Permissions,
    /// The value has none of the documented forms.
    #[error("secret {name}: {reason}")]
    Form {
        /// Which secret.
        name: SecretName,
        /// The rule it breaks.
        reason: &'static str,
    },
}

impl SecretError {
    /// A stable code for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "secret_missing",
            Self::Store(_) => "secret_store",
            Self::Permissions => "secret_permissions",
            Self::Form { .. } => "secret_form",
        }
    }
}

impl From<std::io::Error> for SecretError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.kind().to_string())
    }
}
