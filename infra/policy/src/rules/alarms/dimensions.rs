//! Whether the metric of an alarm exists with its dimensions.

use crate::plan::{Plan, PlannedResource, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

use super::Metric;

pub(super) const DIMENSIONS: Rule = Rule {
    id: "ALARM-DIMENSIONS",
    severity: Severity::Mandatory,
    reason: "CloudWatch does not add metrics up over dimensions: an alarm whose set of dimensions nobody emits stays \
             in INSUFFICIENT_DATA for ever. HTTP APIs and REST APIs differ in metrics (`5xx`, `5XXError`) and \
             dimensions.",
    fix: "Use exactly the set that is emitted: `ApiId, Stage` for HTTP, `ApiName, Stage` for REST, `env` and those \
          of the registry for metrics of our own, those of the filter for a metric filter",
    check: dimensions,
};

/// Namespace, and the sets of dimensions that the service emits.
const SETS: [(&str, &[&[&str]]); 6] = [
    ("AWS/SQS", &[&["QueueName"]]),
    (
        "AWS/Lambda",
        &[&[], &["FunctionName"], &["FunctionName", "Resource"], &["ExecutedVersion", "FunctionName", "Resource"]],
    ),
    ("AWS/DynamoDB", &[&["TableName"], &["GlobalSecondaryIndexName", "TableName"], &["Operation", "TableName"]]),
    ("AWS/Scheduler", &[&[], &["ScheduleGroup"]]),
    ("AWS/SNS", &[&["TopicName"]]),
    ("AWS/Events", &[&["RuleName"], &["EventBusName", "RuleName"]]),
];
const HTTP_ONLY: [&str; 3] = ["4xx", "5xx", "DataProcessed"];
const REST_ONLY: [&str; 4] = ["4XXError", "5XXError", "CacheHitCount", "CacheMissCount"];

fn dimensions(plan: &Plan, findings: &mut Findings) {
    for alarm in plan.of(tokens::ALARM) {
        for metric in super::metrics(alarm).iter().filter(|metric| !matches!(metric.dimensions, Value::Unknown)) {
            if let Some(fault) = fault(plan, metric) {
                findings.at(alarm, fault);
            }
        }
    }
}

fn fault(plan: &Plan, metric: &Metric<'_>) -> Option<String> {
    let (namespace, name) = (metric.namespace?, metric.name?);
    let keys: Vec<&str> = metric.dimensions.members().map(|(key, _)| key).collect();
    if namespace == "AWS/ApiGateway" {
        return gateway_fault(name, &keys);
    }
    if let Some((_, sets)) = SETS.iter().find(|(known, _)| *known == namespace) {
        let emitted = sets.contains(&keys.as_slice());
        return (!emitted).then(|| format!("{namespace} emits no {name} with the dimensions [{}]", keys.join(", ")));
    }
    if namespace.starts_with("AWS/") {
        return None;
    }
    let is_source = |filter: &&PlannedResource| {
        let part = |part: &str| filter.text(&format!("metricTransformation.{part}"));
        part("namespace") == Some(namespace) && part("name") == Some(name)
    };
    let Some(filter) = plan.of(tokens::LOG_METRIC_FILTER).find(is_source) else {
        let lacks = !keys.contains(&"env");
        return lacks.then(|| format!("{name} is emitted with the dimension env, not with [{}]", keys.join(", ")));
    };
    let of_filter: Vec<&str> = filter.value("metricTransformation.dimensions").members().map(|(key, _)| key).collect();
    let differs = of_filter != keys;
    differs.then(|| {
        format!(
            "its filter `{}` emits {name} with [{}], not with [{}]",
            filter.name,
            of_filter.join(", "),
            keys.join(", ")
        )
    })
}

fn gateway_fault(name: &str, keys: &[&str]) -> Option<String> {
    let (http, rest) = (keys.contains(&"ApiId"), keys.contains(&"ApiName"));
    if !http && !rest {
        return Some(format!("API Gateway emits no {name} with the dimensions [{}]", keys.join(", ")));
    }
    let wrong = (http && REST_ONLY.contains(&name)) || (rest && HTTP_ONLY.contains(&name)) || (http && rest);
    let kind = if http { "HTTP" } else { "REST" };
    wrong.then(|| format!("{kind} APIs emit no {name} with the dimensions [{}]", keys.join(", ")))
}
