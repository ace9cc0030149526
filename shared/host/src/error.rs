//! Why a host does not start.

use switchboard_settings::{SecretError, SecretName, SettingsError};

/// Why a host does not start. Holds no secret and no customer text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// A setting is unknown, wrong or missing.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A variable of the host is not set.
    #[error("variable {name} is not set; it names {what}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What it is for.
        what: &'static str,
    },
    /// A variable of the host has a value that cannot be used.
    #[error("variable {name}: {reason}")]
    Value {
        /// The variable.
        name: &'static str,
        /// Why.
        reason: String,
    },
    /// A secret cannot be read or has none of its forms.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A secret without which nothing works is not set.
    #[error("the secret {0} is not set")]
    MissingSecret(SecretName),
    /// The helpdesk's client cannot be made.
    #[cfg(feature = "worker")]
    #[error("richpanel.base_url: {0}")]
    Helpdesk(switchboard_egress::EgressError),
    /// The store's client cannot be made.
    #[cfg(feature = "worker")]
    #[error(transparent)]
    Shop(#[from] switchboard_shopify::ConfigError),
    /// The shop has no address or no version.
    #[cfg(feature = "worker")]
    #[error("shopify.shop_domain and shopify.api_version must be set")]
    ShopUnset,
    /// The language model's client cannot be made.
    #[cfg(feature = "worker")]
    #[error(transparent)]
    Model(switchboard_openai::ConfigError),
    /// A model is to be asked and none is named.
    #[cfg(feature = "worker")]
    #[error("{0} must be set when llm.provider is not offline")]
    ModelUnset(&'static str),
    /// The probe cannot be made.
    #[cfg(feature = "worker")]
    #[error("SWITCHBOARD_EDGE_URL: {0}")]
    Probe(#[from] switchboard_worker::ProbeError),
    /// A queue of the deployment cannot be found.
    #[cfg(feature = "aws")]
    #[error("the queue {0} cannot be found")]
    Queue(String),
    /// The clients of the cloud services cannot be made.
    #[cfg(feature = "cloud")]
    #[error(transparent)]
    Cloud(#[from] switchboard_cloud::ConfigError),
}

impl HostError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Settings(error) => error.code(),
            Self::Variable { .. } | Self::Value { .. } => "host.variable",
            #[cfg(feature = "worker")]
            Self::ShopUnset | Self::ModelUnset(_) => "settings",
            Self::Secret(error) => error.code(),
            Self::MissingSecret(_) => "secrets.missing",
            #[cfg(feature = "worker")]
            Self::Helpdesk(error) => error.code(),
            #[cfg(feature = "worker")]
            Self::Shop(error) => error.code(),
            #[cfg(feature = "worker")]
            Self::Model(error) => error.code(),
            #[cfg(feature = "worker")]
            Self::Probe(error) => error.code(),
            #[cfg(feature = "aws")]
            Self::Queue(_) => "host.queue",
            #[cfg(feature = "cloud")]
            Self::Cloud(_) => "host.cloud",
        }
    }

    /// The next step for an operator, where there is one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Settings(_) => Some("every key is explained in shared/settings/defaults.toml".to_owned()),
            Self::Variable { .. } | Self::Value { .. } => {
                Some("the infrastructure program sets it; deploy again, or set it by hand for a local run".to_owned())
            }
            Self::Secret(_) => Some("`switchboard secrets list` shows which are set".to_owned()),
            Self::MissingSecret(name) => Some(format!(
                "`switchboard secrets put {name}` reads it from standard input; or use `serve --simulate`"
            )),
            #[cfg(feature = "worker")]
            Self::ModelUnset(_) => {
                Some("name a dated snapshot, or set llm.provider = \"offline\", the built-in classifier".to_owned())
            }
            #[cfg(feature = "worker")]
            Self::Helpdesk(_) | Self::Shop(_) | Self::ShopUnset | Self::Model(_) | Self::Probe(_) => None,
            #[cfg(feature = "aws")]
            Self::Queue(_) => Some(
                "check --stack-prefix, the region and the credentials; then whether the stack is deployed".to_owned(),
            ),
            #[cfg(feature = "cloud")]
            Self::Cloud(_) => None,
        }
    }
}
