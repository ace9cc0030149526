//! The four environments. Their spelling is the same in every name, log and metric.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a process runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// One machine with simulated vendors.
    #[default]
    Local,
    /// Development account.
    Dev,
    /// Staging account.
    Staging,
    /// Production account: real customers.
    Prod,
}

/// A text that names none of the four environments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown environment; one of local, dev, staging, prod")]
pub struct UnknownEnvironment;

impl Environment {
    /// All environments, the least consequential first.
    pub const ALL: [Self; 4] = [Self::Local, Self::Dev, Self::Staging, Self::Prod];

    /// The name in every resource, log line and metric.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Prod => "prod",
        }
    }

    /// Whether a set-up that is incomplete or not pinned must not start: staging and prod.
    pub const fn is_strict(self) -> bool {
        matches!(self, Self::Staging | Self::Prod)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = UnknownEnvironment;
    fn from_str(text: &str) -> Result<Self, UnknownEnvironment> {
        Self::ALL.into_iter().find(|env| env.as_str() == text).ok_or(UnknownEnvironment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact() {
        for env in Environment::ALL {
            assert_eq!(env.as_str().parse(), Ok(env));
            assert_eq!(serde_json::to_value(env).unwrap(), env.as_str());
        }
        for wrong in ["production", "PROD", "", " dev"] {
            assert_eq!(wrong.parse::<Environment>(), Err(UnknownEnvironment), "{wrong}");
        }
    }
}
