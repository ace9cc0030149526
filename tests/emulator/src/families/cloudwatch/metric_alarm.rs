//! Alarms on a metric or on an expression over metrics.
//!
//! The emulator forgets expressions (`metricQueries`), `thresholdMetricId` and `evaluateLowSampleCountPercentiles`, and tells clients
//! that speak XML less than it knows; all that is kept as a [definition](super::definition). An alarm on an expression never goes
//! off by itself on the emulator.

use async_trait::async_trait;
use aws_sdk_cloudwatch::types::{
    AlarmType, ComparisonOperator, Dimension, MetricAlarm as Found, StandardUnit, Statistic,
};

use super::definition::{Definitions, parts};
use super::values::{number, properties, texts, with};
use super::{SERVICE, alarm_arn, alarm_shape, delete_alarm, refused, retag, tag, tags};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::Refusal;
use crate::told::Told;

/// What the emulator forgets or does not tell.
const FORGOTTEN: [&str; 14] = [
    "metricQueries",
    "thresholdMetricId",
    "evaluateLowSampleCountPercentiles",
    "actionsEnabled",
    "alarmActions",
    "alarmDescription",
    "dimensions",
    "extendedStatistic",
    "insufficientDataActions",
    "okActions",
    "period",
    "statistic",
    "treatMissingData",
    "unit",
];
const DEFINITIONS: Definitions = Definitions { type_name: "metric-alarm" };

const SUPPORTED: [&str; 21] = [
    "name",
    "actionsEnabled",
    "alarmActions",
    "alarmDescription",
    "comparisonOperator",
    "datapointsToAlarm",
    "dimensions",
    "evaluateLowSampleCountPercentiles",
    "evaluationPeriods",
    "extendedStatistic",
    "insufficientDataActions",
    "metricName",
    "metricQueries",
    "namespace",
    "okActions",
    "period",
    "statistic",
    "threshold",
    "thresholdMetricId",
    "treatMissingData",
    "unit",
];

/// `aws:cloudwatch/metricAlarm:MetricAlarm`; the id is the name.
pub(super) struct MetricAlarm;

#[async_trait]
impl Kind for MetricAlarm {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let id = inputs.required("name")?.to_owned();
        put(aws, &inputs).await?;
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let call = aws.cloudwatch().describe_alarms().alarm_names(id).alarm_types(AlarmType::MetricAlarm);
        let answer = call.send().await.map_err(refused)?;
        let Some(alarm) = answer.metric_alarms().first() else { return Ok(None) };
        let definition = DEFINITIONS.get(aws, id).await?.unwrap_or_default();
        let told = tell(alarm, known, &definition);
        let told = with(with(told, definition), outputs(aws, id));
        Ok(Some(told.tags(tags(aws, &alarm_arn(aws, id)).await?).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let new = Inputs::new(SERVICE, new);
        put(aws, &new).await?;
        retag(aws, &alarm_arn(aws, id), &Inputs::new(SERVICE, old), &new).await?;
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        delete_alarm(aws, id, DEFINITIONS).await
    }
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    properties([("arn", alarm_arn(aws, name).into())])
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&SUPPORTED)?;
    alarm_shape::check(inputs)?;
    let name = inputs.required("name")?;
    let dimension = |(name, value)| Dimension::builder().name(name).value(value).build();
    let call = aws
        .cloudwatch()
        .put_metric_alarm()
        .alarm_name(name)
        .set_alarm_description(inputs.text("alarmDescription")?.map(str::to_owned))
        .set_actions_enabled(inputs.flag("actionsEnabled")?)
        .set_alarm_actions(Some(inputs.texts("alarmActions")?))
        .set_ok_actions(Some(inputs.texts("okActions")?))
        .set_insufficient_data_actions(Some(inputs.texts("insufficientDataActions")?))
        .set_comparison_operator(inputs.text("comparisonOperator")?.map(ComparisonOperator::from))
        .set_threshold(inputs.decimal("threshold")?)
        .set_evaluation_periods(inputs.small("evaluationPeriods")?)
        .set_datapoints_to_alarm(inputs.small("datapointsToAlarm")?)
        .set_treat_missing_data(inputs.text("treatMissingData")?.map(str::to_owned))
        .set_namespace(inputs.text("namespace")?.map(str::to_owned))
        .set_metric_name(inputs.text("metricName")?.map(str::to_owned))
        .set_dimensions(Some(inputs.map("dimensions")?.into_iter().map(dimension).collect()))
        .set_period(inputs.small("period")?)
        .set_statistic(inputs.text("statistic")?.map(Statistic::from))
        .set_extended_statistic(inputs.text("extendedStatistic")?.map(str::to_owned))
        .set_unit(inputs.text("unit")?.map(StandardUnit::from))
        .set_tags(Some(inputs.tags()?.into_iter().map(tag).collect()));
    call.send().await.map_err(refused)?;
    DEFINITIONS.put(aws, name, parts(inputs, &FORGOTTEN)).await
}

/// The alarm; without what the emulator makes up where there is an expression instead of a metric, or a band instead of a
/// threshold.
fn tell<'a>(alarm: &Found, known: &'a Properties, definition: &Properties) -> Told<'a> {
    let threshold = alarm.threshold().filter(|_| !definition.contains_key("thresholdMetricId"));
    let told = Told::new(known)
        .some("name", alarm.alarm_name())
        .unless("alarmDescription", alarm.alarm_description(), "")
        .unless("actionsEnabled", alarm.actions_enabled(), true)
        .set("alarmActions", texts(alarm.alarm_actions()))
        .set("okActions", texts(alarm.ok_actions()))
        .set("insufficientDataActions", texts(alarm.insufficient_data_actions()))
        .some("comparisonOperator", alarm.comparison_operator().map(ComparisonOperator::as_str))
        .some("threshold", threshold.map(number))
        .some("evaluationPeriods", alarm.evaluation_periods())
        .some("datapointsToAlarm", alarm.datapoints_to_alarm())
        .unless("treatMissingData", alarm.treat_missing_data(), "missing");
    if definition.contains_key("metricQueries") { told } else { tell_metric(alarm, told) }
}

fn tell_metric<'a>(alarm: &Found, told: Told<'a>) -> Told<'a> {
    let pair = |dimension: &Dimension| Some((dimension.name()?.to_owned(), dimension.value()?.into()));
    let dimensions: Properties = alarm.dimensions().iter().filter_map(pair).collect();
    // Beside a percentile the emulator makes up a plain statistic.
    let statistic = alarm.statistic().filter(|_| alarm.extended_statistic().is_none());
    told.some("namespace", alarm.namespace())
        .some("metricName", alarm.metric_name())
        .unless("dimensions", Some(dimensions), Properties::new())
        .some("period", alarm.period())
        .some("extendedStatistic", alarm.extended_statistic())
        .some("statistic", statistic.map(Statistic::as_str))
        .some("unit", alarm.unit().map(StandardUnit::as_str))
}
