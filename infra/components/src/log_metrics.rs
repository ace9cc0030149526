//! Metrics that the log service makes of log lines: by embedded metric format, and by filters.
//!
//! What you get by default:
//! - [`emitted`] names a metric only with a dimension set under which the registry publishes it: an alarm over another set
//!   would stay without data for ever, because nothing is added up over dimensions;
//! - [`LogMetric`] counts the lines of a log group that fit a pattern, as a metric of the registry: dimension `env` taken from
//!   the line, value 1, no default value (one beside a dimension is refused by the service).
//!
//! Refused: a dimension set that is not in the registry; a filter for a metric that has no set of `env` alone, or that is no
//! counter; a retention that the log service does not know.

use pulumi::{Context, Resource, ResourceOptions, ResourceState};
use pulumi_aws::cloudwatch::{LogGroup, LogMetricFilter, LogMetricFilterArgs, LogMetricFilterMetricTransformationArgs};
use switchboard_domain::Environment;
use switchboard_telemetry::{Definition, Dimension, Kind, Metric};

use crate::alarm::{Measure, Statistic};
use crate::error::ComponentError;
use crate::site::Site;

/// Days for which the log service can keep a group.
const RETENTIONS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];

/// A metric of the site's own namespace under exactly these dimensions and `env`.
///
/// # Errors
/// [`ComponentError::Invalid`] if the registry has no such dimension set for it.
pub fn emitted(
    site: &Site,
    metric: Metric,
    statistic: Statistic,
    labels: &[(Dimension, &str)],
) -> Result<Measure, ComponentError> {
    let definition = metric.definition();
    let same = |set: &&[Dimension]| {
        set.len() == labels.len() && set.iter().all(|it| labels.iter().any(|(dimension, _)| dimension == it))
    };
    if !definition.sets.iter().any(same) {
        let given: Vec<_> = labels.iter().map(|(dimension, _)| dimension.as_str()).collect();
        let reason = format!(
            "[{}] is no set under which it is published; use one of the registry's sets, or add this one there",
            given.join(", ")
        );
        return Err(ComponentError::invalid(format!("metric {}", definition.name), "dimensions", reason));
    }
    let measure = Measure::new(site.namespace(), definition.name, statistic);
    let measure = measure.dimension("env", site.environment().as_str());
    Ok(labels.iter().fold(measure, |measure, (dimension, value)| measure.dimension(dimension.as_str(), *value)))
}

/// A filter that counts lines of a log group.
#[derive(Clone, Debug)]
pub struct LogMetric(LogMetricFilter);

impl LogMetric {
    /// Counts the lines of `group` that fit `pattern` as `metric`. The lines are JSON objects with a member `env`.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if the metric is no counter, or has no set of `env` alone.
    pub fn new(
        ctx: &Context,
        site: &Site,
        name: &str,
        (group, pattern): (&LogGroup, &str),
        metric: Metric,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let definition = metric.definition();
        if definition.kind != Kind::Counter || !definition.sets.contains(&[].as_slice()) {
            let reason =
                format!("{} must be a counter with a set of env alone: a filter counts lines", definition.name);
            return Err(ComponentError::invalid(format!("LogMetric {name}"), "metric", reason));
        }
        let counted = LogMetricFilterMetricTransformationArgs::new()
            .namespace(site.namespace())
            .name(definition.name)
            .value("1")
            .unit(definition.unit.as_str())
            .dimensions([("env", "$.env")]);
        let args = LogMetricFilterArgs::new()
            .name(site.name(name))
            .log_group_name(group.name())
            .pattern(pattern)
            .metric_transformation(counted);
        Ok(Self(LogMetricFilter::new(ctx, name, args, options)))
    }
}

impl Resource for LogMetric {
    fn state(&self) -> &ResourceState {
        self.0.state()
    }
}

/// Refuses a retention that the log service does not know.
pub(crate) fn check_retention(component: &str, days: u32) -> Result<(), ComponentError> {
    if RETENTIONS.contains(&days) {
        return Ok(());
    }
    let reason = format!("of {days} days is unknown to the log service; use one of {RETENTIONS:?}");
    Err(ComponentError::invalid(component, "log_retention_days", reason))
}

/// Whether the service measures it: queues publish depth and age themselves, under names of their own.
pub(crate) fn is_from_service(definition: &Definition) -> bool {
    matches!(definition.metric, Metric::QueueDepth | Metric::QueueOldestAgeS | Metric::QueueDlqDepth)
}

/// What an environment without customers does without: twins of a gauge that is watched, and what only customers bring about.
const ONLY_WITH_CUSTOMERS: [Metric; 9] = [
    Metric::ShopifyTokenExpiresS,
    Metric::SignalDrifted,
    Metric::SwitchUnreadable,
    Metric::JobsFailed,
    Metric::WorkerCovered,
    Metric::VendorShape,
    Metric::OrdersTrackingConflict,
    Metric::AutomationDeflected,
    Metric::AutomationReopened,
];

/// Dimension sets of a metric that an environment charts or watches. Staging and prod: all. Elsewhere the first of each
/// metric, which is the one without dimensions if there is such, and the one that the alarm on waiting live chats reads.
pub(crate) fn needed(environment: Environment, definition: &Definition) -> Vec<&'static [Dimension]> {
    if is_from_service(definition) {
        return Vec::new();
    }
    if environment.is_strict() {
        return definition.sets.to_vec();
    }
    match definition.metric {
        metric if ONLY_WITH_CUSTOMERS.contains(&metric) => Vec::new(),
        Metric::IngressAccepted => definition.sets.to_vec(),
        _ => definition.sets.first().copied().into_iter().collect(),
    }
}

/// Custom metrics that an environment needs, at 0.30 USD a month each: names of the registry with each dimension set that is
/// charted or watched there. A set counts once, however many values its dimensions have; what queues publish themselves does
/// not count. Whatever a process publishes beyond these is paid for and looked at by nobody.
pub fn custom_metrics(environment: Environment) -> usize {
    Metric::all().map(|definition| needed(environment, definition).len()).sum()
}

/// Most custom metrics that an environment may need.
pub const fn most_custom_metrics(environment: Environment) -> usize {
    match environment {
        Environment::Staging | Environment::Prod => 200,
        Environment::Local | Environment::Dev => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Prefix;

    fn site() -> Site {
        Site::new(Prefix::new("rp-mw").unwrap(), Environment::Prod, "us-east-2", "123456789012").unwrap()
    }

    #[test]
    fn a_metric_is_named_with_a_set_of_the_registry_only() {
        let labels = [(Dimension::Vendor, "shopify")];
        let measure = emitted(&site(), Metric::VendorRateLimited, Statistic::Sum, &labels).unwrap();
        assert_eq!((measure.namespace.as_str(), measure.name.as_str()), ("rp-mw/prod", "vendor.rate_limited"));
        let names: Vec<_> = measure.dimensions.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["env", "vendor"]);
        for labels in [&[][..], &[(Dimension::Job, "probe")], &[(Dimension::Vendor, "shopify"), (Dimension::Job, "x")]]
        {
            let error = emitted(&site(), Metric::VendorRateLimited, Statistic::Sum, labels).unwrap_err().to_string();
            assert!(error.starts_with("metric vendor.rate_limited: dimensions ["), "{error}");
        }
    }

    #[test]
    fn the_custom_metrics_stay_within_their_ceiling() {
        for environment in Environment::ALL {
            let (needed, most) = (custom_metrics(environment), most_custom_metrics(environment));
            assert!(needed > 40 && needed <= most, "{environment}: {needed} of {most}");
        }
    }

    #[test]
    fn only_retentions_of_the_service_pass() {
        assert!(check_retention("WebAcl edge", 30).is_ok());
        let error = check_retention("WebAcl edge", 31).unwrap_err().to_string();
        assert!(error.starts_with("WebAcl edge: log_retention_days of 31 days is unknown"), "{error}");
    }

    #[tokio::test]
    async fn a_filter_counts_lines_as_a_counter_of_the_registry() {
        let graph = pulumi::mock::Run::new()
            .program(|ctx| async move {
                let args = pulumi_aws::cloudwatch::LogGroupArgs::new().name("/aws/vendedlogs/rp-mw-prod-edge");
                let group = LogGroup::new(&ctx, "access", args, ResourceOptions::new());
                let filter = |metric| {
                    let line = (&group, "{ $.status = \"429\" }");
                    LogMetric::new(&ctx, &site(), "throttled", line, metric, ResourceOptions::new())
                };
                for metric in [Metric::IngressAckMs, Metric::VendorRequests] {
                    assert!(filter(metric).unwrap_err().to_string().contains("must be a counter"), "{metric:?}");
                }
                filter(Metric::EdgeThrottled).unwrap();
                Ok(())
            })
            .await;
        assert_eq!(graph.errors, Vec::<String>::new());
        let filter = graph.node("throttled").unwrap().to_json();
        let transformation = serde_json::json!({
            "namespace": "rp-mw/prod", "name": "edge.throttled", "value": "1", "unit": "Count",
            "dimensions": { "env": "$.env" },
        });
        assert_eq!(filter["inputs"]["metricTransformation"], transformation);
        assert_eq!(filter["inputs"]["name"], "rp-mw-prod-throttled");
    }
}
