//! Where the resources of an environment belong, and how they are named.

use std::fmt;

use switchboard_domain::Environment;

use crate::error::ComponentError;

/// Longest prefix: `<prefix>-staging-jobs-redrive` and the names of roles and schedules must stay under 64 characters.
const MAX_PREFIX: usize = 24;

/// First part of every physical name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

impl Prefix {
    /// Checks it: 1 to 24 characters, lower-case letters, digits and hyphens, a letter first.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] with the rule it breaks.
    pub fn new(text: &str) -> Result<Self, ComponentError> {
        let invalid = |reason: &str| Err(ComponentError::invalid("site", "prefix", reason));
        if text.is_empty() || text.len() > MAX_PREFIX {
            return invalid("must have 1 to 24 characters: names built from it are limited to 64");
        }
        if !text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return invalid("may hold lower-case letters, digits and hyphens only");
        }
        if !text.starts_with(|c: char| c.is_ascii_lowercase()) || text.ends_with('-') {
            return invalid("must begin with a letter and must not end with a hyphen");
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Account, region and names of one environment. ARNs are made of them rather than of outputs, so that a plan shows them in
/// full: a reviewer sees what a policy allows before anything exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    prefix: Prefix,
    environment: Environment,
    region: String,
    account: String,
}

impl Site {
    /// A site; `account` has 12 digits.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if the account is none, or the region is empty.
    pub fn new(prefix: Prefix, environment: Environment, region: &str, account: &str) -> Result<Self, ComponentError> {
        if account.len() != 12 || !account.chars().all(|c| c.is_ascii_digit()) {
            return Err(ComponentError::invalid("site", "account", "must be the 12 digits of an AWS account"));
        }
        if region.is_empty() {
            return Err(ComponentError::invalid("site", "region", "must be set, for example us-east-2"));
        }
        Ok(Self { prefix, environment, region: region.to_owned(), account: account.to_owned() })
    }

    /// The environment.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The account, 12 digits.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// `<prefix>-<env>`, the name of what there is one of.
    pub fn base(&self) -> String {
        format!("{}-{}", self.prefix, self.environment)
    }

    /// `<prefix>-<env>-<name>`, the physical name of a resource.
    pub fn name(&self, name: &str) -> String {
        format!("{}-{name}", self.base())
    }

    /// `<prefix>/<env>`, the metric namespace.
    pub fn namespace(&self) -> String {
        format!("{}/{}", self.prefix, self.environment)
    }

    /// `<prefix>/<env>/<name>`, the name of a secret.
    pub fn secret(&self, name: &str) -> String {
        format!("{}/{name}", self.namespace())
    }

    /// `/<prefix>/<env>`, the path that holds the switches.
    pub fn parameters(&self) -> String {
        format!("/{}", self.namespace())
    }

    /// `arn:aws:<service>:<region>:<account>:<resource>`.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.region, self.account)
    }

    /// ARN of the queue `<prefix>-<env>-<name>`.
    pub fn queue_arn(&self, name: &str) -> String {
        self.arn("sqs", &self.name(name))
    }

    /// ARN of the table `<prefix>-<env>-<name>`.
    pub fn table_arn(&self, name: &str) -> String {
        self.arn("dynamodb", &format!("table/{}", self.name(name)))
    }

    /// ARN pattern of a secret: Secrets Manager adds six characters to the name.
    pub fn secret_arn(&self, name: &str) -> String {
        self.arn("secretsmanager", &format!("secret:{}-??????", self.secret(name)))
    }

    /// ARNs of the switches: the path, which a read by path checks, and what is below it.
    pub fn parameter_arns(&self) -> [String; 2] {
        let path = self.arn("ssm", &format!("parameter{}", self.parameters()));
        [path.clone(), format!("{path}/*")]
    }

    /// ARN of the alias `live` of the function `<prefix>-<env>-<name>`: what callers name.
    pub fn live_arn(&self, function: &str) -> String {
        self.arn("lambda", &format!("function:{}:live", self.name(function)))
    }

    /// Whether what holds state is protected and kept: staging and prod.
    pub fn protects(&self) -> bool {
        self.environment.is_strict()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_prefix_and_environment() {
        let prefix = Prefix::new("rp-mw").unwrap();
        let site = Site::new(prefix, Environment::Prod, "us-east-2", "123456789012").unwrap();
        assert_eq!(site.name("events.fifo"), "rp-mw-prod-events.fifo");
        assert_eq!(
            site.secret_arn("openai/api_key"),
            "arn:aws:secretsmanager:us-east-2:123456789012:secret:rp-mw/prod/openai/api_key-??????"
        );
        assert_eq!(
            site.parameter_arns(),
            [
                "arn:aws:ssm:us-east-2:123456789012:parameter/rp-mw/prod",
                "arn:aws:ssm:us-east-2:123456789012:parameter/rp-mw/prod/*"
            ]
        );
        assert_eq!(site.live_arn("jobs"), "arn:aws:lambda:us-east-2:123456789012:function:rp-mw-prod-jobs:live");
    }

    #[test]
    fn what_aws_could_not_name_is_refused() {
        for text in ["", "a-prefix-of-twenty-five-ch", "Rp", "1a", "a_b", "a-"] {
            assert!(Prefix::new(text).is_err(), "{text}");
        }
        let prefix = Prefix::new("rp").unwrap();
        for account in ["", "12345678901", "12345678901x"] {
            assert!(Site::new(prefix.clone(), Environment::Dev, "us-east-2", account).is_err(), "{account}");
        }
    }
}
