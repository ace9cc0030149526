//! Who may call the function, and what alarms.

use pulumi::Output;
use pulumi_aws::cloudwatch::MetricAlarm;
use pulumi_aws::lambda::{Permission, PermissionArgs};
use sha2::{Digest as _, Sha256};
use switchboard_telemetry::Metric;

use super::path::EdgePath;
use super::{EdgeKind, EdgeSeries, REST_STAGE, Scene};
use crate::alarm::{Alarm, Alarms, Measure, Query, Series, Severity, Statistic};
use crate::alarm_catalogue::rule::{Rule, When};
use crate::error::ComponentError;
use crate::log_metrics::emitted;

/// Lets this API call the function for this path. A permission cannot be changed, only replaced; its id changes with what it
/// permits, so that the new one stands before the old one goes.
pub(super) fn permit(scene: &Scene<'_>, path: &EdgePath, source_arn: Output<String>) {
    let target = &scene.args.target;
    let what = format!("{}\n{}\n{}", target.function_name, target.qualifier, path.text());
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(what)[..4]);
    let args = PermissionArgs::new()
        .statement_id(format!("{}-{}-{digest}", scene.name, path.slug()))
        .action("lambda:InvokeFunction")
        .principal("apigateway.amazonaws.com")
        .function(target.function_name.as_str())
        .qualifier(target.qualifier.as_str())
        .source_arn(source_arn);
    // The function is named by its name, so the engine would not wait for the alias by itself.
    let alias = target.invoke_arn.clone().into_property().into_output();
    let below = scene.below().depends_on_output(&alias);
    Permission::new(scene.ctx, &scene.logical(&path.slug()), args, below);
}

impl EdgeSeries {
    /// A metric of the gateway.
    pub(crate) fn measure(&self, metric: EdgeMetric, statistic: Statistic) -> Measure {
        let name = metric.name(self.kind);
        Measure::new("AWS/ApiGateway", name, statistic)
            .dimension(self.api_dimension(), &self.api)
            .dimension("Stage", self.stage())
    }

    /// Dimension that names the API.
    pub(crate) fn api_dimension(&self) -> &'static str {
        match self.kind {
            EdgeKind::Http => "ApiId",
            EdgeKind::Rest => "ApiName",
        }
    }

    /// The stage.
    pub(crate) fn stage(&self) -> &'static str {
        match self.kind {
            EdgeKind::Http => "$default",
            EdgeKind::Rest => REST_STAGE,
        }
    }
}

/// Metrics of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EdgeMetric {
    /// Requests: samples of `Count`.
    Requests,
    /// Answers 4xx.
    ClientErrors,
    /// Answers 5xx.
    ServerErrors,
    /// Time to answer, milliseconds.
    Latency,
}

impl EdgeMetric {
    /// The two kinds name them differently.
    pub(crate) fn name(self, kind: EdgeKind) -> &'static str {
        match (self, kind) {
            (Self::Requests, _) => "Count",
            (Self::ClientErrors, EdgeKind::Http) => "4xx",
            (Self::ClientErrors, EdgeKind::Rest) => "4XXError",
            (Self::ServerErrors, EdgeKind::Http) => "5xx",
            (Self::ServerErrors, EdgeKind::Rest) => "5XXError",
            (Self::Latency, _) => "Latency",
        }
    }
}

/// Server errors, throttling, latency.
pub(super) fn create(
    scene: &Scene<'_>,
    alarms: &Alarms,
    series: &EdgeSeries,
) -> Result<Vec<(Severity, MetricAlarm)>, ComponentError> {
    let create = |alarm: Alarm| (alarm.severity, alarms.create(scene.ctx, alarm, scene.below()));
    Ok(rules(scene, series)?.into_iter().map(create).collect())
}

fn rules(scene: &Scene<'_>, series: &EdgeSeries) -> Result<Vec<Alarm>, ComponentError> {
    let edge = |id, severity| Rule { id, subject: scene.name.to_owned(), severity, runbook: "R001" };
    let errors = || series.measure(EdgeMetric::ServerErrors, Statistic::Sum);
    let rate = Series::Math {
        expression: "IF(c>=100,100*FILL(e,0)/c,0)".to_owned(),
        of: vec![
            Query { id: "e", measure: errors() },
            Query { id: "c", measure: series.measure(EdgeMetric::Requests, Statistic::SampleCount) },
        ],
    };
    let (percent, latency) = (scene.args.failure_rate_percent, scene.args.latency_ms);
    Ok(vec![
        edge("A1", Severity::Warn).alarm(
            "the edge answered a request with a server error",
            Series::Metric(errors()),
            When::at_least(1).of(300, 1, 1),
        ),
        edge("A1", Severity::Critical).alarm(
            "the edge answered 5 requests or more in 5 minutes with a server error",
            Series::Metric(errors()),
            When::at_least(5).of(300, 1, 1),
        ),
        edge("A1", Severity::Critical).about("rate").alarm(
            format!("more than {percent} % of 100 requests or more in 5 minutes ended in a server error"),
            rate,
            When::above(percent).of(300, 1, 1),
        ),
        edge("A3", Severity::Warn).alarm(
            "the edge has turned requests away for 5 minutes (429)",
            Series::Metric(emitted(scene.site, Metric::EdgeThrottled, Statistic::Sum, &[])?),
            When::above(0).of(60, 5, 5),
        ),
        edge("A4", Severity::Warn).alarm(
            format!("one request in 20 has taken over {latency} ms for 15 minutes; cold starts are in it"),
            Series::Metric(series.measure(EdgeMetric::Latency, Statistic::Percentile(95))),
            When::above(latency).of(300, 3, 3),
        ),
    ])
}
