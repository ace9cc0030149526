//! The access log: which request, which answer, how long; nothing about who asked and what.

use pulumi_aws::cloudwatch::{LogGroup, LogGroupArgs};
use serde_json::json;
use switchboard_telemetry::Metric;

use super::{EdgeKind, Scene};
use crate::error::ComponentError;
use crate::log_metrics::LogMetric;
use crate::site::Site;

/// Lines that the edge answered with 429. Values are text in the log.
const THROTTLED: &str = r#"{ $.status = "429" }"#;

/// Group for which the gateway may write the delivery policy itself: the prefix keeps that policy short.
pub(super) fn group(scene: &Scene<'_>) -> LogGroup {
    let args = LogGroupArgs::new()
        .name(format!("/aws/vendedlogs/{}", scene.site.name(scene.name)))
        .retention_in_days(scene.args.log_retention_days);
    LogGroup::new(scene.ctx, &scene.logical("access"), args, scene.below())
}

/// Format of a line: a JSON object with text in every member. `env` is fixed, for the filter's dimension. Left out, because
/// they hold addresses, credentials or text of the caller: identity, authorizer, path, messages of errors.
pub(super) fn format(kind: EdgeKind, site: &Site) -> String {
    let mut line = json!({
        "env": site.environment().as_str(),
        "requestId": "$context.requestId",
        "requestTimeEpoch": "$context.requestTimeEpoch",
        "status": "$context.status",
        "responseLength": "$context.responseLength",
        "responseLatency": "$context.responseLatency",
        "integrationRequestId": "$context.integration.requestId",
        "errorResponseType": "$context.error.responseType",
    });
    let own: &[(&str, &str)] = match kind {
        EdgeKind::Http => &[
            ("routeKey", "$context.routeKey"),
            ("integrationStatus", "$context.integrationStatus"),
            ("integrationLatency", "$context.integrationLatency"),
        ],
        EdgeKind::Rest => &[
            ("resourcePath", "$context.resourcePath"),
            ("httpMethod", "$context.httpMethod"),
            ("integrationStatus", "$context.integration.status"),
            ("integrationLatency", "$context.integration.latency"),
            ("wafStatus", "$context.waf.status"),
            ("xrayTraceId", "$context.xrayTraceId"),
        ],
    };
    for (name, value) in own {
        line[name] = json!(value);
    }
    line.to_string()
}

/// Counts what was throttled: the gateway has no metric for it.
pub(super) fn count_throttled(scene: &Scene<'_>, log: &LogGroup) -> Result<LogMetric, ComponentError> {
    let name = scene.logical("throttled");
    LogMetric::new(scene.ctx, scene.site, &name, (log, THROTTLED), Metric::EdgeThrottled, scene.below())
}
