//! Clients of the services on one endpoint.

use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Clients of every service that the kinds use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clients {
    config: Arc<SdkConfig>,
    region: String,
    account: String,
}

impl Clients {
    /// Clients of an emulator, which takes any credentials; the access key chooses the account.
    pub fn new(endpoint: &str, region: &str, account: &str) -> Self {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let credentials = Credentials::new(account, "emulator", None, None, "emulator");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http)
            .endpoint_url(endpoint)
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        Self { config: Arc::new(config), region: region.to_owned(), account: account.to_owned() }
    }

    /// Region of the clients.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Account, 12 digits.
    pub fn account(&self) -> &str {
        &self.account
    }
}

/// Says that a call came over TLS. The emulator has none on the loopback interface, and where it looks at policies it would
/// lock these clients out of every queue and topic that wants TLS.
#[derive(Debug)]
struct OverTls;

#[dyn_dispatch_hint]
impl Intercept for OverTls {
    fn name(&self) -> &'static str {
        "OverTls"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        context.request_mut().headers_mut().insert("x-forwarded-proto", "https");
        Ok(())
    }
}

/// One getter per service; a client is built for each call and shares the connections of all others.
macro_rules! getters {
    ($($name:ident: $sdk:ident, $service:literal;)+) => {
        impl Clients {
            $(
                #[doc = concat!("Client of ", $service, ".")]
                pub fn $name(&self) -> $sdk::Client {
                    let config = $sdk::config::Builder::from(&*self.config).interceptor(OverTls).build();
                    $sdk::Client::from_conf(config)
                }
            )+
        }
    };
}

getters! {
    sqs: aws_sdk_sqs, "SQS";
    dynamodb: aws_sdk_dynamodb, "DynamoDB";
    secretsmanager: aws_sdk_secretsmanager, "Secrets Manager";
    ssm: aws_sdk_ssm, "Systems Manager (parameters)";
    lambda: aws_sdk_lambda, "Lambda";
    iam: aws_sdk_iam, "IAM";
    scheduler: aws_sdk_scheduler, "EventBridge Scheduler";
    apigatewayv2: aws_sdk_apigatewayv2, "API Gateway (HTTP APIs)";
    apigateway: aws_sdk_apigateway, "API Gateway (REST APIs)";
    wafv2: aws_sdk_wafv2, "WAF";
    cloudwatch: aws_sdk_cloudwatch, "CloudWatch (metrics, alarms, dashboards)";
    cloudwatchlogs: aws_sdk_cloudwatchlogs, "CloudWatch Logs";
    sns: aws_sdk_sns, "SNS";
    budgets: aws_sdk_budgets, "Budgets";
    eventbridge: aws_sdk_eventbridge, "EventBridge (rules)";
    sts: aws_sdk_sts, "STS";
    servicequotas: aws_sdk_servicequotas, "Service Quotas";
}
