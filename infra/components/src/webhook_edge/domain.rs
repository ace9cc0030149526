//! The address of our own.

use pulumi::Output;
use pulumi_aws::{apigateway, apigatewayv2};

use super::{CustomDomain, Scene};

/// Oldest protocol that is spoken.
const TLS: &str = "TLS_1_2";

/// A domain that was made.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    /// Of an HTTP API.
    Http(apigatewayv2::DomainName),
    /// Of a REST API.
    Rest(apigateway::DomainName),
}

impl Domain {
    /// What its DNS record must point to.
    pub(super) fn target(&self) -> Output<String> {
        match self {
            Self::Http(domain) => domain.domain_name_configuration().map(|it| it.target_domain_name),
            Self::Rest(domain) => domain.regional_domain_name(),
        }
    }
}

/// The domain of an HTTP API.
pub(super) fn http(
    scene: &Scene<'_>,
    domain: &CustomDomain,
    api: &apigatewayv2::Api,
    stage: &apigatewayv2::Stage,
) -> Domain {
    let configuration = apigatewayv2::DomainNameDomainNameConfigurationArgs::new()
        .certificate_arn(domain.certificate_arn.as_str())
        .endpoint_type("REGIONAL")
        .security_policy(TLS);
    let args =
        apigatewayv2::DomainNameArgs::new().domain_name(domain.name.as_str()).domain_name_configuration(configuration);
    let name = scene.logical("domain");
    let made = apigatewayv2::DomainName::new(scene.ctx, &name, args, scene.below());
    let args = apigatewayv2::ApiMappingArgs::new().api_id(api.id()).domain_name(made.id()).stage(stage.name());
    apigatewayv2::ApiMapping::new(scene.ctx, &name, args, scene.below());
    Domain::Http(made)
}

/// The domain of a REST API. Its address has no stage.
pub(super) fn rest(
    scene: &Scene<'_>,
    domain: &CustomDomain,
    api: &apigateway::RestApi,
    stage: &apigateway::Stage,
) -> Domain {
    let args = apigateway::DomainNameArgs::new()
        .domain_name(domain.name.as_str())
        .regional_certificate_arn(domain.certificate_arn.as_str())
        .endpoint_configuration(apigateway::DomainNameEndpointConfigurationArgs::new().types("REGIONAL"))
        .security_policy(TLS);
    let name = scene.logical("domain");
    let made = apigateway::DomainName::new(scene.ctx, &name, args, scene.below());
    let args = apigateway::BasePathMappingArgs::new()
        .rest_api(api.id())
        .domain_name(made.domain_name())
        .stage_name(stage.stage_name());
    apigateway::BasePathMapping::new(scene.ctx, &name, args, scene.below());
    Domain::Rest(made)
}
