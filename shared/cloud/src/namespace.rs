//! What everything of one deployment is called.

use std::fmt;
use std::str::FromStr;

use switchboard_domain::Environment;

/// Longest prefix, characters. With it the longest name of a resource stays under every service's limit (64 at Lambda).
const MAX_PREFIX: usize = 32;

/// Prefix and environment of a deployment, which every name of it begins with. Its text form is `<prefix>-<env>`, for
/// example `rp-mw-prod`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    prefix: String,
    environment: Environment,
}

/// A text that cannot begin the names of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNamespace {
    /// The prefix breaks the rule.
    #[error("prefix: must be 1 to 32 of a-z, 0-9 and '-', begin with a letter and not end with '-'")]
    Prefix,
    /// The text does not end with an environment.
    #[error("stack prefix: must be <prefix>-<env> with env one of local, dev, staging, prod; for example rp-mw-prod")]
    Environment,
}

impl Namespace {
    /// The namespace of a deployment.
    ///
    /// # Errors
    /// [`InvalidNamespace::Prefix`].
    pub fn new(prefix: impl Into<String>, environment: Environment) -> Result<Self, InvalidNamespace> {
        let prefix = prefix.into();
        let holds = prefix.len() <= MAX_PREFIX
            && prefix.starts_with(|first: char| first.is_ascii_lowercase())
            && !prefix.ends_with('-')
            && prefix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if holds { Ok(Self { prefix, environment }) } else { Err(InvalidNamespace::Prefix) }
    }

    /// Which environment it is.
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// Name of a resource: `<prefix>-<env>-<name>`.
    pub fn resource(&self, name: &str) -> String {
        format!("{self}-{name}")
    }

    /// Name of a secret: `<prefix>/<env>/<path>`.
    pub fn secret(&self, path: &str) -> String {
        format!("{}/{}/{path}", self.prefix, self.environment)
    }

    /// Path below which the switches are: `/<prefix>/<env>`.
    pub fn parameters(&self) -> String {
        format!("/{}/{}", self.prefix, self.environment)
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix, self.environment)
    }
}

impl FromStr for Namespace {
    type Err = InvalidNamespace;

    fn from_str(text: &str) -> Result<Self, InvalidNamespace> {
        let (prefix, env) = text.rsplit_once('-').ok_or(InvalidNamespace::Environment)?;
        let environment = env.parse().map_err(|_| InvalidNamespace::Environment)?;
        Self::new(prefix, environment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_prefix_and_environment() {
        let namespace: Namespace = "rp-mw-prod".parse().unwrap();
        assert_eq!(namespace, Namespace::new("rp-mw", Environment::Prod).unwrap());
        assert_eq!(namespace.resource("ledger"), "rp-mw-prod-ledger");
        assert_eq!(namespace.secret("richpanel/api_key"), "rp-mw/prod/richpanel/api_key");
        assert_eq!(namespace.parameters(), "/rp-mw/prod");
        assert_eq!(namespace.to_string(), "rp-mw-prod");
    }

    #[test]
    fn what_a_service_would_refuse_is_refused() {
        for (text, error) in [
            ("prod", InvalidNamespace::Environment),
            ("rp-mw", InvalidNamespace::Environment),
            ("-dev", InvalidNamespace::Prefix),
            ("Rp-dev", InvalidNamespace::Prefix),
            ("rp--dev", InvalidNamespace::Prefix),
            ("1rp-dev", InvalidNamespace::Prefix),
            ("r_p-dev", InvalidNamespace::Prefix),
        ] {
            assert_eq!(text.parse::<Namespace>(), Err(error), "{text}");
        }
        assert!(Namespace::new("a".repeat(32), Environment::Dev).is_ok());
        assert!(Namespace::new("a".repeat(33), Environment::Dev).is_err());
    }
}
