//! Log groups of CloudWatch Logs, and what hangs on them.

mod log_group;
mod metric_filter;
mod resource_policy;

/// Name of the service in errors.
const SERVICE: &str = "logs";

pub(crate) const KINDS: super::Family = &[
    ("aws:cloudwatch/logGroup:LogGroup", &log_group::LogGroup),
    ("aws:cloudwatch/logMetricFilter:LogMetricFilter", &metric_filter::LogMetricFilter),
    ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", &resource_policy::LogResourcePolicy),
];
