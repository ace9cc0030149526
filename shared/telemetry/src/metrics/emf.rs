//! Embedded metric format: metrics as JSON lines in the log stream, which the log service turns into series.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use switchboard_domain::{Environment, Timestamp};

use super::collect::Point;

/// Most metrics in a line.
const MAX_METRICS: usize = 100;
/// Most values of a metric in a line.
const MAX_VALUES: usize = 100;

/// Lines for the drained points. `prefix` is the resource prefix; the namespace is `<prefix>/<env>`. Every line has
/// exactly one dimension set, `env` included, so that nothing is counted twice.
pub fn encode(points: &[Point], prefix: &str, env: Environment, now: Timestamp) -> Vec<String> {
    let mut groups: BTreeMap<Vec<(&str, &str)>, Vec<&Point>> = BTreeMap::new();
    for point in points {
        groups.entry(point.key.labels().collect()).or_default().push(point);
    }
    let namespace = format!("{prefix}/{env}");
    let mut lines = Vec::new();
    for (labels, points) in groups {
        let mut rest: Vec<(&Point, &[f64])> =
            points.into_iter().map(|point| (point, point.values.as_slice())).collect();
        while !rest.is_empty() {
            let (now_written, later): (Vec<_>, Vec<_>) = split(rest);
            rest = later;
            lines.push(line(&labels, &now_written, &namespace, env, now));
        }
    }
    lines
}

type Part<'a> = (&'a Point, &'a [f64]);

/// What fits into one line, and what does not.
fn split(parts: Vec<Part<'_>>) -> (Vec<Part<'_>>, Vec<Part<'_>>) {
    let (mut fits, mut later) = (Vec::new(), Vec::new());
    for (i, (point, values)) in parts.into_iter().enumerate() {
        if i >= MAX_METRICS {
            later.push((point, values));
            continue;
        }
        let (first, rest) = values.split_at(values.len().min(MAX_VALUES));
        fits.push((point, first));
        if !rest.is_empty() {
            later.push((point, rest));
        }
    }
    (fits, later)
}

fn line(labels: &[(&str, &str)], parts: &[Part<'_>], namespace: &str, env: Environment, now: Timestamp) -> String {
    let mut line = Map::new();
    let mut dimensions = vec![json!("env")];
    line.insert("env".to_owned(), json!(env));
    for (name, value) in labels {
        dimensions.push(json!(name));
        line.insert((*name).to_owned(), json!(value));
    }
    let mut metrics = Vec::new();
    for (point, values) in parts {
        let definition = point.key.metric.definition();
        metrics.push(json!({"Name": definition.name, "Unit": definition.unit.as_str()}));
        let value = if let [only] = values { json!(only) } else { json!(values) };
        line.insert(definition.name.to_owned(), value);
    }
    let directive = json!({"Namespace": namespace, "Dimensions": [dimensions], "Metrics": metrics});
    line.insert("_aws".to_owned(), json!({"Timestamp": now.as_millis(), "CloudWatchMetrics": [directive]}));
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Label, Metric, Metrics};
    use switchboard_domain::EventClass;
    use switchboard_domain::vendor::Vendor;

    fn lines(metrics: &Metrics) -> Vec<Value> {
        let lines = encode(&metrics.drain(), "rp-mw", Environment::Prod, Timestamp::from_millis(1_500));
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_per_dimension_set() {
        let metrics = Metrics::default();
        metrics.count(Metric::IngressAccepted, 3, &[Label::Class(EventClass::Interactive)]);
        metrics.count(Metric::IngressRequests, 3, &[]);
        metrics.count(Metric::VendorRequests, 1, &[Label::Vendor(Vendor::Shopify)]);
        let lines = lines(&metrics);
        assert_eq!(lines.len(), 3);
        assert_eq!(
            lines[0],
            json!({
                "_aws": {"Timestamp": 1_500, "CloudWatchMetrics": [{
                    "Namespace": "rp-mw/prod",
                    "Dimensions": [["env"]],
                    "Metrics": [{"Name": "ingress.requests", "Unit": "Count"}, {"Name": "ingress.accepted", "Unit": "Count"}]
                }]},
                "env": "prod", "ingress.requests": 3.0, "ingress.accepted": 3.0
            })
        );
        assert_eq!(lines[1]["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["env", "class"]]));
        assert_eq!((&lines[1]["class"], &lines[2]["vendor"]), (&json!("interactive"), &json!("shopify")));
    }

    #[test]
    fn long_distributions_are_split_and_nothing_is_lost() {
        let metrics = Metrics::default();
        for i in 0..250 {
            metrics.observe(Metric::IngressAckMs, f64::from(i), &[]);
        }
        metrics.count(Metric::IngressRequests, 250, &[]);
        let lines = lines(&metrics);
        let sizes: Vec<_> = lines.iter().map(|line| line["ingress.ack_ms"].as_array().unwrap().len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        assert_eq!(lines.iter().filter(|line| line.get("ingress.requests").is_some()).count(), 1);
    }
}
