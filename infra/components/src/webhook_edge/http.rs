//! The HTTP API.

use pulumi::Output;
use pulumi_aws::apigatewayv2::{
    Api, ApiArgs, Integration, IntegrationArgs, Route, RouteArgs, Stage, StageAccessLogSettingsArgs, StageArgs,
    StageDefaultRouteSettingsArgs,
};
use pulumi_aws::cloudwatch::LogGroup;

use super::{EdgeKind, EdgeSeries, Made, Scene, access_log, domain, watch};

/// The stage without a name in the address.
const STAGE: &str = "$default";

pub(super) fn make(scene: &Scene<'_>, log: &LogGroup) -> Made {
    let Scene { ctx, site, args, .. } = scene;
    let described = ApiArgs::new()
        .name(site.name(scene.name))
        .protocol_type("HTTP")
        .disable_execute_api_endpoint(args.custom_domain.is_some());
    let api = Api::new(ctx, scene.name, described, scene.below());
    let integration = IntegrationArgs::new()
        .api_id(api.id())
        .integration_type("AWS_PROXY")
        .integration_uri(args.target.invoke_arn.clone())
        .payload_format_version("2.0")
        .timeout_milliseconds(scene.wait_ms());
    let integration = Integration::new(ctx, scene.name, integration, scene.below());
    for path in &scene.paths {
        let route = RouteArgs::new()
            .api_id(api.id())
            .route_key(format!("ANY {}", path.text()))
            .target(pulumi::format!("integrations/{}", integration.id()));
        Route::new(ctx, &scene.logical(&path.slug()), route, scene.below());
        // Any stage: there is one, whose name is no plain text.
        let source = pulumi::format!("{}/*/*{path}", api.execution_arn(), path = path.text());
        watch::permit(scene, path, source);
    }
    let stage = stage(scene, &api, log);
    let domain = args.custom_domain.as_ref().map(|own| domain::http(scene, own, &api, &stage));
    let url = args.custom_domain.as_ref().map_or_else(|| api.api_endpoint(), |own| address(&own.name));
    let series = EdgeSeries { kind: EdgeKind::Http, api: api.id() };
    Made { api_id: api.id(), url, domain, series, stage: None }
}

fn stage(scene: &Scene<'_>, api: &Api, log: &LogGroup) -> Stage {
    // Both throttles, always: one that is left out is sent as 0, and every request gets 429.
    let throttles = StageDefaultRouteSettingsArgs::new()
        .throttling_rate_limit(scene.args.throttle_rate)
        .throttling_burst_limit(scene.args.throttle_burst);
    let access = StageAccessLogSettingsArgs::new()
        .destination_arn(log.arn())
        .format(access_log::format(EdgeKind::Http, scene.site));
    let args = StageArgs::new()
        .api_id(api.id())
        .name(STAGE)
        .auto_deploy(true)
        .default_route_settings(throttles)
        .access_log_settings(access);
    Stage::new(scene.ctx, scene.name, args, scene.below())
}

/// Address of a custom domain.
pub(super) fn address(domain: &str) -> Output<String> {
    Output::new(format!("https://{domain}"))
}
