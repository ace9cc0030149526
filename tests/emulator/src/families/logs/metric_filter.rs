//! Metric filters. The emulator keeps them and makes no metric of what they match.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::{MetricTransformation, StandardUnit};
use serde_json::Value;

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, map, member, number};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const RULE: &str = "LOG-FILTER";
/// Dimensions of a filter's metric.
const DIMENSIONS: usize = 3;
const PATTERN_LIMIT: usize = 1_024;

/// `aws:cloudwatch/logMetricFilter:LogMetricFilter`. The id is the name, unique within its group; an import gives
/// `<group>:<name>`.
pub(super) struct LogMetricFilter;

#[async_trait]
impl Kind for LogMetricFilter {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        Ok(Created { id: inputs.required("name")?.to_owned(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (group, name) = place(id, known)?;
        let call = aws.cloudwatchlogs().describe_metric_filters().log_group_name(&group).filter_name_prefix(&name);
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let filters = answer.and_then(|answer| answer.metric_filters).unwrap_or_default();
        let Some(filter) = filters.into_iter().find(|filter| filter.filter_name() == Some(&name)) else {
            return Ok(None);
        };
        let transformation = filter.metric_transformations().first().map(|one| tell(one, known)).unwrap_or_default();
        let told = Told::new(known)
            .put("name", name)
            .put("logGroupName", group)
            .put("pattern", filter.filter_pattern().unwrap_or_default())
            .put("metricTransformation", transformation);
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await.map(|()| Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (group, name) = place(id, known)?;
        let call = aws.cloudwatchlogs().delete_metric_filter().log_group_name(group).filter_name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

/// The filter's group and name.
fn place(id: &str, known: &Properties) -> Result<(String, String), Refusal> {
    match id.rsplit_once(':') {
        Some((group, name)) => Ok((group.to_owned(), name.to_owned())),
        None => Ok((Inputs::new(SERVICE, known).required("logGroupName")?.to_owned(), id.to_owned())),
    }
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["name", "logGroupName", "pattern", "metricTransformation"])?;
    let transformation = transformation(inputs)?;
    let call = aws
        .cloudwatchlogs()
        .put_metric_filter()
        .log_group_name(inputs.required("logGroupName")?)
        .filter_name(inputs.required("name")?)
        .filter_pattern(inputs.required("pattern")?.trim())
        .metric_transformations(transformation);
    call.send().await.map_err(refused(SERVICE)).map(|_| ())
}

fn transformation(inputs: &Inputs<'_>) -> Result<MetricTransformation, Refusal> {
    let pattern = inputs.required("pattern")?;
    if pattern.chars().count() > PATTERN_LIMIT {
        return refuse(format!("the pattern has more than {PATTERN_LIMIT} characters"));
    }
    let Some(metric) = inputs.object("metricTransformation")? else {
        return Err(inputs.refuse("metricTransformation", "is missing; set it"));
    };
    metric.only(&["name", "namespace", "value", "defaultValue", "dimensions", "unit"])?;
    let dimensions: HashMap<String, String> = metric.map("dimensions")?.into_iter().collect();
    let default = metric.text("defaultValue")?;
    if default.is_some() && !dimensions.is_empty() {
        return refuse("a default value and dimensions exclude each other: leave one out");
    }
    if dimensions.len() > DIMENSIONS {
        return refuse(format!("{} dimensions, of {DIMENSIONS} at most", dimensions.len()));
    }
    if !dimensions.is_empty() && !pattern.trim_start().starts_with(['{', '[']) {
        return refuse("dimensions need a pattern over JSON or columns, `{ ... }` or `[ ... ]`");
    }
    let not_a_number = |_| metric.refuse("defaultValue", "must be a number");
    let transformation = MetricTransformation::builder()
        .metric_name(metric.required("name")?)
        .metric_namespace(metric.required("namespace")?)
        .metric_value(metric.required("value")?)
        .set_default_value(default.map(str::parse).transpose().map_err(not_a_number)?)
        .set_dimensions(Some(dimensions).filter(|dimensions| !dimensions.is_empty()))
        .set_unit(metric.text("unit")?.map(StandardUnit::from));
    built(SERVICE, transformation.build())
}

fn tell(metric: &MetricTransformation, known: &Properties) -> Properties {
    let known = member(known, "metricTransformation");
    // A number there, a text here.
    let same = |text: &&Value| text.as_str().and_then(|text| text.parse().ok()) == metric.default_value();
    let default = known.get("defaultValue").filter(same).cloned();
    let default = default.or_else(|| metric.default_value().map(|value| number(value).to_string().into()));
    Told::new(&known)
        .put("name", metric.metric_name())
        .put("namespace", metric.metric_namespace())
        .put("value", metric.metric_value())
        .some("defaultValue", default)
        .unless("dimensions", Some(map(metric.dimensions())), Properties::new())
        .unless("unit", metric.unit().map(StandardUnit::as_str), "None")
        .finish()
}

fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("InvalidParameterException: {}", message.into())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_filters_are_refused() {
        let metric = |extra: Value| {
            let mut metric = json!({"name": "n", "namespace": "N", "value": "1"}).as_object().cloned().unwrap();
            metric.extend(extra.as_object().cloned().unwrap());
            metric
        };
        let four = json!({"dimensions": {"a": "$.a", "b": "$.b", "c": "$.c", "d": "$.d"}});
        let cases = [
            ("{ $.a = 1 }".to_owned(), metric(json!({"defaultValue": "0", "dimensions": {"a": "$.a"}})), "exclude"),
            ("{ $.a = 1 }".to_owned(), metric(four), "4 dimensions"),
            ("ERROR".to_owned(), metric(json!({"dimensions": {"a": "$.a"}})), "over JSON"),
            ("x".repeat(1_025), metric(json!({})), "1024 characters"),
        ];
        for (pattern, metric, text) in cases {
            let filter = json!({"name": "f", "logGroupName": "g", "pattern": pattern, "metricTransformation": metric});
            let error = transformation(&Inputs::new(SERVICE, filter.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
