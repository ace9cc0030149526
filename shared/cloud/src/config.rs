//! What every client of a process shares: credentials, region, endpoint, the HTTP client, time limits.

use std::time::SystemTime;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::call_policy::CallPolicy;

/// Tells that the process is a Lambda function.
const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Configuration of the clients. Built once per process; cheap to clone.
#[derive(Clone, Debug)]
pub struct AwsConfig {
    sdk: SdkConfig,
    policy: CallPolicy,
}

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A Lambda function without what Lambda always gives.
    #[error("variable {name} is not set; Lambda sets it, so look for a wrapper that clears the environment")]
    Variable {
        /// Name of the variable.
        name: &'static str,
    },
    /// Neither environment nor profile names a region.
    #[error("no region: set AWS_REGION, or a region in the profile")]
    Region,
}

impl AwsConfig {
    /// The configuration of this process: in a Lambda function from the environment variables alone, without any call;
    /// else by the usual chain (environment, profile, web identity, container, machine). `AWS_ENDPOINT_URL` is followed.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub async fn load(policy: CallPolicy) -> Result<Self, ConfigError> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        if variable(FUNCTION).is_some() {
            return Self::of_function(policy, variable);
        }
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http_client())
            .timeout_config(policy.timeouts())
            .retry_config(policy.retries())
            .load()
            .await;
        if sdk.region().is_none() {
            return Err(ConfigError::Region);
        }
        Ok(Self { sdk, policy })
    }

    /// The configuration of a Lambda function, from its environment variables as `variable` gives them.
    ///
    /// # Errors
    /// [`ConfigError::Variable`].
    pub fn of_function(policy: CallPolicy, variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let required = |name| variable(name).ok_or(ConfigError::Variable { name });
        let credentials = Credentials::new(
            required("AWS_ACCESS_KEY_ID")?,
            required("AWS_SECRET_ACCESS_KEY")?,
            variable("AWS_SESSION_TOKEN"),
            None::<SystemTime>,
            "lambda",
        );
        Ok(Self::new(policy, credentials, &required("AWS_REGION")?, variable("AWS_ENDPOINT_URL").as_deref()))
    }

    /// A configuration of given parts, for emulators.
    pub fn new(policy: CallPolicy, credentials: Credentials, region: &str, endpoint: Option<&str>) -> Self {
        let mut sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http_client())
            .timeout_config(policy.timeouts())
            .retry_config(policy.retries())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials));
        sdk.set_endpoint_url(endpoint.map(str::to_owned));
        Self { sdk: sdk.build(), policy }
    }

    /// The same with other time limits, sharing connections and credentials.
    #[must_use]
    pub fn with_policy(&self, policy: CallPolicy) -> Self {
        let sdk = self.sdk.to_builder().timeout_config(policy.timeouts()).retry_config(policy.retries()).build();
        Self { sdk, policy }
    }

    /// Time limits of the clients.
    pub const fn policy(&self) -> CallPolicy {
        self.policy
    }

    /// Client of DynamoDB.
    #[cfg(feature = "dynamodb")]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.sdk)
    }

    /// Client of SQS.
    #[cfg(feature = "sqs")]
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.sdk)
    }

    /// Client of Secrets Manager.
    #[cfg(feature = "secrets")]
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.sdk)
    }

    /// Client of the parameter store.
    #[cfg(feature = "switches")]
    pub fn parameter_store(&self) -> aws_sdk_ssm::Client {
        aws_sdk_ssm::Client::new(&self.sdk)
    }
}

fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(without: &'static str) -> Result<AwsConfig, ConfigError> {
        let variables = [
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "planted"),
            ("AWS_SESSION_TOKEN", "session"),
            ("AWS_REGION", "us-east-2"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ];
        AwsConfig::of_function(CallPolicy::INGRESS, |name| {
            variables.iter().find(|(known, _)| *known == name && name != without).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_function_takes_everything_from_its_environment() {
        let config = function("").unwrap();
        assert_eq!(config.sdk.region().map(Region::as_ref), Some("us-east-2"));
        assert_eq!(config.sdk.endpoint_url(), Some("http://127.0.0.1:1"));
        assert_eq!(config.sdk.retry_config().map(|retries| retries.max_attempts()), Some(3));
        assert_eq!(
            config.sdk.timeout_config().and_then(|limits| limits.operation_attempt_timeout()),
            Some(CallPolicy::INGRESS.attempt)
        );
        assert!(!format!("{config:?}").contains("planted"));
        assert_eq!(function("AWS_ENDPOINT_URL").unwrap().sdk.endpoint_url(), None);
    }

    #[test]
    fn what_lambda_always_gives_is_required() {
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"] {
            assert_eq!(function(name).unwrap_err(), ConfigError::Variable { name });
        }
    }
}
