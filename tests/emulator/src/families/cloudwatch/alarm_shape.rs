//! Combinations that CloudWatch refuses in an alarm.

use super::{NAME_LIMIT, SERVICE};
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// Rule of the shape of alarms.
pub(super) const RULE: &str = "ALARM-SHAPE";

const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3_600;

/// What describes the metric of an alarm that is not over an expression.
const OF_METRIC: [&str; 7] =
    ["metricName", "namespace", "dimensions", "period", "statistic", "extendedStatistic", "unit"];

/// Refuses what `PutMetricAlarm` refuses.
///
/// # Errors
/// [`Refusal::Invalid`] with the answer of CloudWatch.
pub(super) fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    name(inputs.required("name")?)?;
    let queries = inputs.objects("metricQueries")?;
    let periods = inputs.number("evaluationPeriods")?.unwrap_or(1);
    if inputs.number("datapointsToAlarm")?.is_some_and(|datapoints| datapoints > periods || datapoints < 1) {
        return refuse("datapointsToAlarm must be between 1 and evaluationPeriods");
    }
    if queries.is_empty() {
        metric(inputs, periods)?;
    } else {
        expression(inputs, &queries, periods)?;
    }
    match (inputs.decimal("threshold")?, inputs.text("thresholdMetricId")?) {
        (None, None) => refuse("an alarm needs a threshold, or thresholdMetricId for an anomaly band"),
        (Some(_), Some(_)) => refuse("threshold and thresholdMetricId exclude each other"),
        _ => Ok(()),
    }
}

/// Refuses names that are too long.
///
/// # Errors
/// [`Refusal::Invalid`].
pub(super) fn name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() || name.chars().count() > NAME_LIMIT {
        let message = format!("the name of an alarm has 1 to {NAME_LIMIT} characters; `{name}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    Ok(())
}

fn metric(inputs: &Inputs<'_>, periods: i64) -> Result<(), Refusal> {
    if inputs.text("metricName")?.is_none() || inputs.text("namespace")?.is_none() {
        return refuse("an alarm needs metricName and namespace, or metricQueries");
    }
    match (inputs.text("statistic")?, inputs.text("extendedStatistic")?) {
        (Some(_), Some(_)) => return refuse("statistic and extendedStatistic exclude each other; leave one out"),
        (None, None) => return refuse("an alarm on a metric needs statistic or extendedStatistic"),
        (None, Some(extended)) => is_extended(extended)?,
        (Some(_), None) => {}
    }
    match inputs.number("period")? {
        Some(period) => window(period, periods),
        None => refuse("an alarm on a metric needs a period"),
    }
}

fn is_extended(statistic: &str) -> Result<(), Refusal> {
    let percentile = statistic.strip_prefix('p').and_then(|number| number.parse::<f64>().ok());
    let trimmed = ["tm", "wm", "tc", "ts", "TM", "WM", "TC", "TS", "PR", "IQM"];
    if percentile.is_some_and(|number| (0.0..=100.0).contains(&number)) {
        return Ok(());
    }
    if trimmed.iter().any(|prefix| statistic.starts_with(prefix)) {
        return Ok(());
    }
    refuse(format!("extendedStatistic `{statistic}` is none; write a percentile from p0 to p100"))
}

fn expression(inputs: &Inputs<'_>, queries: &[Inputs<'_>], periods: i64) -> Result<(), Refusal> {
    if let Some(name) = OF_METRIC.into_iter().find(|name| inputs.value(name).is_some()) {
        return refuse(format!("{name} and metricQueries exclude each other"));
    }
    let mut returned = 0;
    for query in queries {
        let id = query.required("id")?;
        if !id.starts_with(|first: char| first.is_ascii_lowercase()) {
            return refuse(format!("the id of a metric query starts with a lower-case letter; `{id}` does not"));
        }
        returned += usize::from(query.flag("returnData")? == Some(true));
        match (query.text("expression")?, query.object("metric")?) {
            (Some(text), None) if text.contains("SEARCH(") => {
                return refuse("SEARCH is not supported in the expression of an alarm");
            }
            (Some(_), None) => {}
            (None, Some(metric)) => {
                let period = metric.number("period")?.unwrap_or_default();
                window(period, periods)?;
            }
            _ => return refuse(format!("metric query `{id}` needs either an expression or a metric")),
        }
    }
    // The metric that a band is compared with is returned as well as the band.
    let wanted = if inputs.value("thresholdMetricId").is_some() { 2 } else { 1 };
    if returned == wanted {
        return Ok(());
    }
    refuse(format!("exactly {wanted} of metricQueries must have returnData, {returned} have"))
}

fn window(period: i64, periods: i64) -> Result<(), Refusal> {
    if !(matches!(period, 10 | 20 | 30) || (period > 0 && period % 60 == 0)) {
        return refuse(format!("a period is 10, 20, 30 or a multiple of 60 seconds; {period} is not"));
    }
    let limit = if period >= HOUR_S { 7 * DAY_S } else { DAY_S };
    if period.saturating_mul(periods) > limit {
        return refuse(format!(
            "Metrics cannot be checked across more than {limit} seconds (EvaluationPeriods * Period must be <= {limit})"
        ));
    }
    Ok(())
}

fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("ValidationError: {}", message.into())))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The answer about an alarm with these properties over those of a good one.
    fn answer(base: Value, change: &Value) -> Result<(), Refusal> {
        let mut alarm = base.as_object().cloned().unwrap();
        alarm.extend(change.as_object().cloned().unwrap());
        check(&Inputs::new(SERVICE, &alarm))
    }

    fn plain() -> Value {
        json!({
            "name": "a", "namespace": "AWS/SQS", "metricName": "M", "statistic": "Sum", "period": 60,
            "evaluationPeriods": 3, "datapointsToAlarm": 2, "threshold": 0
        })
    }

    fn math() -> Value {
        let metric = json!({"namespace": "N", "metricName": "M", "stat": "Sum", "period": 300});
        json!({
            "name": "a", "evaluationPeriods": 1, "threshold": 1, "metricQueries": [
                {"id": "result", "expression": "100*e", "returnData": true},
                {"id": "e", "metric": metric, "returnData": false}
            ]
        })
    }

    #[test]
    fn good_alarms_pass() {
        answer(plain(), &json!({})).unwrap();
        answer(plain(), &json!({"statistic": null, "extendedStatistic": "p99"})).unwrap();
        answer(plain(), &json!({"period": 86_400, "evaluationPeriods": 7})).unwrap();
        answer(math(), &json!({})).unwrap();
    }

    #[test]
    fn wrong_shapes_are_refused() {
        let cases = [
            (plain(), json!({"extendedStatistic": "p99"}), "exclude each other"),
            (plain(), json!({"statistic": null}), "needs statistic"),
            (plain(), json!({"statistic": null, "extendedStatistic": "p101"}), "p0 to p100"),
            (plain(), json!({"period": 300, "evaluationPeriods": 289}), "86400 seconds"),
            (plain(), json!({"period": 3_600, "evaluationPeriods": 169}), "604800 seconds"),
            (plain(), json!({"period": 45}), "multiple of 60"),
            (plain(), json!({"datapointsToAlarm": 4}), "between 1 and evaluationPeriods"),
            (plain(), json!({"threshold": null}), "needs a threshold"),
            (plain(), json!({"metricName": null}), "needs metricName"),
            (math(), json!({"metricName": "M"}), "metricName and metricQueries exclude"),
            (math(), json!({"metricQueries": [{"id": "a", "expression": "1"}]}), "returnData, 0 have"),
            (math(), json!({"metricQueries": [{"id": "A", "expression": "1", "returnData": true}]}), "lower-case"),
            (math(), json!({"metricQueries": [{"id": "a", "returnData": true}]}), "either an expression"),
            (
                math(),
                json!({"metricQueries": [{"id": "a", "expression": "SEARCH('x')", "returnData": true}]}),
                "SEARCH",
            ),
        ];
        for (base, change, text) in cases {
            let error = answer(base, &change).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{change}: {error:?}");
            assert!(error.to_string().contains(text), "{change}: {error}");
        }
    }

    #[test]
    fn long_names_are_refused() {
        let error = answer(plain(), &json!({"name": "a".repeat(256)})).unwrap_err();
        assert!(matches!(error, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{error:?}");
    }
}
