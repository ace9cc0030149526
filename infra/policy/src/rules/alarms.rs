//! Alarms and dashboards.

mod action;
mod backoff;
mod coverage;
mod dashboard;
mod dimensions;
mod shape;

use crate::plan::{PlannedResource, Value};
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    action::ACTION,
    action::RUNBOOK,
    backoff::AGE_BACKOFF,
    coverage::COVERAGE,
    dashboard::REGION,
    dimensions::DIMENSIONS,
    shape::SHAPE,
];

/// A metric that an alarm reads: its own, or that of one of its queries.
struct Metric<'a> {
    namespace: Option<&'a str>,
    name: Option<&'a str>,
    dimensions: &'a Value,
    /// Seconds.
    period: Option<f64>,
    /// Whether other metrics have a part in the alarm.
    combined: bool,
}

impl<'a> Metric<'a> {
    fn of_query(metric: &'a Value) -> Self {
        Self {
            namespace: metric.at("namespace").as_text(),
            name: metric.at("metricName").as_text(),
            dimensions: metric.at("dimensions"),
            period: metric.at("period").as_number(),
            combined: true,
        }
    }
}

/// The metrics of an alarm.
fn metrics(alarm: &PlannedResource) -> Vec<Metric<'_>> {
    let queries =
        alarm.list("metricQueries").iter().map(|query| query.at("metric")).filter(|metric| !metric.is_absent());
    let mut metrics: Vec<Metric<'_>> = queries.map(Metric::of_query).collect();
    if !alarm.absent("metricName") {
        metrics.push(Metric {
            namespace: alarm.text("namespace"),
            name: alarm.text("metricName"),
            dimensions: alarm.value("dimensions"),
            period: alarm.number("period"),
            combined: false,
        });
    }
    metrics
}
