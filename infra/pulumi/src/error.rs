//! What can go wrong in a program, as the engine will show it.

use crate::resource::ResourceState;

/// An error of the program, of the engine or of a provider.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    message: String,
    /// The engine has shown it already.
    pub(crate) reported: bool,
    /// The resource that it is about.
    pub(crate) resource: Option<ResourceState>,
    pub(crate) urn: Option<String>,
}

/// What a program ends with.
pub type Result<T = ()> = std::result::Result<T, Error>;

impl Error {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), reported: false, resource: None, urn: None }
    }

    /// The same error, shown beside this resource.
    #[must_use]
    pub fn at(mut self, resource: &impl crate::Resource) -> Self {
        self.resource = Some(resource.state().clone());
        self
    }

    pub(crate) fn at_urn(mut self, urn: impl Into<String>) -> Self {
        let urn = urn.into();
        self.urn = Some(urn).filter(|urn| !urn.is_empty());
        self
    }

    pub(crate) fn reported(message: impl Into<String>) -> Self {
        Self { reported: true, ..Self::new(message) }
    }

    /// The same error with more at its front.
    #[must_use]
    pub fn context(mut self, what: impl std::fmt::Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

macro_rules! from_error {
    ($($error:ty),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(error.to_string())
            }
        }
    )*};
}

from_error!(
    std::io::Error,
    std::fmt::Error,
    std::num::ParseIntError,
    std::num::ParseFloatError,
    std::env::VarError,
    serde_json::Error,
    crate::convert::ValueError,
    Box<dyn std::error::Error + Send + Sync>
);
