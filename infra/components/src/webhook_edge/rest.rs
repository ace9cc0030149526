//! The REST API.

use std::collections::BTreeMap;

use pulumi_aws::apigateway::{
    Deployment, DeploymentArgs, Integration, IntegrationArgs, Method, MethodArgs, MethodSettings, MethodSettingsArgs,
    MethodSettingsSettingsArgs, Resource, ResourceArgs, RestApi, RestApiArgs, RestApiEndpointConfigurationArgs, Stage,
    StageAccessLogSettingsArgs, StageArgs,
};
use pulumi_aws::cloudwatch::{LogGroup, LogGroupArgs};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::path::{EdgePath, with_ancestors};
use super::{EdgeKind, EdgeSeries, Made, REST_STAGE, RestStage, Scene, access_log, answers, domain, http, watch};

pub(super) fn make(scene: &Scene<'_>, log: &LogGroup) -> Made {
    let Scene { ctx, site, args, .. } = scene;
    let described = RestApiArgs::new()
        .name(site.name(scene.name))
        .endpoint_configuration(RestApiEndpointConfigurationArgs::new().types("REGIONAL"))
        .disable_execute_api_endpoint(args.custom_domain.is_some());
    let api = RestApi::new(ctx, scene.name, described, scene.below());
    // A deployment is a copy of what is there: whatever it must hold comes before it.
    let mut after = scene.below();
    let resources = resources(scene, &api);
    for path in &scene.paths {
        let Some(resource) = resources.get(path) else { continue };
        let (method, integration) = route(scene, &api, path, resource);
        after = after.depends_on(resource).depends_on(&method).depends_on(&integration);
    }
    for answer in answers::make(scene, &api) {
        after = after.depends_on(&answer);
    }
    let deployed = DeploymentArgs::new().rest_api(api.id()).triggers([("redeploy", fingerprint(scene))]);
    let deployment = Deployment::new(ctx, scene.name, deployed, after);
    let stage = stage(scene, &api, &deployment, log);
    let domain = args.custom_domain.as_ref().map(|own| domain::rest(scene, own, &api, &stage));
    let url = args.custom_domain.as_ref().map_or_else(|| stage.invoke_url(), |own| http::address(&own.name));
    let series = EdgeSeries { kind: EdgeKind::Rest, api: api.name() };
    Made { api_id: api.id(), url, domain, series, stage: Some(RestStage(stage)) }
}

fn resources(scene: &Scene<'_>, api: &RestApi) -> BTreeMap<EdgePath, Resource> {
    let mut made: BTreeMap<EdgePath, Resource> = BTreeMap::new();
    for path in with_ancestors(&scene.paths) {
        let above = path.parent().and_then(|parent| made.get(&parent));
        let parent = above.map_or_else(|| api.root_resource_id(), Resource::id);
        let args = ResourceArgs::new().rest_api(api.id()).parent_id(parent).path_part(path.part());
        let resource = Resource::new(scene.ctx, &scene.logical(&path.slug()), args, scene.below());
        made.insert(path, resource);
    }
    made
}

fn route(scene: &Scene<'_>, api: &RestApi, path: &EdgePath, resource: &Resource) -> (Method, Integration) {
    let name = scene.logical(&path.slug());
    let args = MethodArgs::new().rest_api(api.id()).resource_id(resource.id()).http_method("ANY").authorization("NONE");
    let method = Method::new(scene.ctx, &name, args, scene.below());
    let args = IntegrationArgs::new()
        .rest_api(api.id())
        .resource_id(resource.id())
        .http_method(method.http_method())
        .type_("AWS_PROXY")
        // Functions are invoked by POST, whatever the caller's method is.
        .integration_http_method("POST")
        .uri(scene.args.target.invoke_arn.clone())
        .timeout_milliseconds(scene.wait_ms());
    let integration = Integration::new(scene.ctx, &name, args, scene.below());
    let source = pulumi::format!("{}/{REST_STAGE}/*{path}", api.execution_arn(), path = path.text());
    watch::permit(scene, path, source);
    (method, integration)
}

/// Changes with everything that is deployed, as far as the program knows it: an output in it would show a new deployment in
/// every preview.
fn fingerprint(scene: &Scene<'_>) -> String {
    let target = &scene.args.target;
    let layout = json!({
        "paths": scene.paths.iter().map(EdgePath::text).collect::<Vec<_>>(),
        "function": target.function_name,
        "qualifier": target.qualifier,
        "waitMs": scene.wait_ms(),
        "answers": answers::layout(),
    });
    data_encoding::HEXLOWER.encode(&Sha256::digest(layout.to_string()))
}

fn stage(scene: &Scene<'_>, api: &RestApi, deployment: &Deployment, log: &LogGroup) -> Stage {
    // The gateway makes this group when it first needs it, and keeps it for ever; so it is there before.
    let execution = LogGroupArgs::new()
        .name(pulumi::format!("API-Gateway-Execution-Logs_{}/{REST_STAGE}", api.id()))
        .retention_in_days(scene.args.log_retention_days);
    let execution = LogGroup::new(scene.ctx, &scene.logical("execution"), execution, scene.below());
    let access = StageAccessLogSettingsArgs::new()
        .destination_arn(log.arn())
        .format(access_log::format(EdgeKind::Rest, scene.site));
    let args = StageArgs::new()
        .rest_api(api.id())
        .deployment(deployment.id())
        .stage_name(REST_STAGE)
        .xray_tracing_enabled(true)
        .access_log_settings(access);
    let stage = Stage::new(scene.ctx, scene.name, args, scene.below().depends_on(&execution));
    let settings = MethodSettingsSettingsArgs::new()
        .throttling_rate_limit(scene.args.throttle_rate)
        .throttling_burst_limit(scene.args.throttle_burst)
        .logging_level("ERROR")
        .data_trace_enabled(false);
    let args = MethodSettingsArgs::new()
        .rest_api(api.id())
        .stage_name(stage.stage_name())
        .method_path("*/*")
        .settings(settings);
    MethodSettings::new(scene.ctx, scene.name, args, scene.below());
    stage
}
