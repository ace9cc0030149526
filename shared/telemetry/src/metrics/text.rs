//! Totals in the Prometheus text format, for hosts without a metric service. A metric with several dimension sets
//! appears once per set; only series of the same set may be added up.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::collect::{BOUNDS, Series, SeriesKey};
use super::registry::{Kind, Metric};

pub(super) fn encode(all: &BTreeMap<SeriesKey, Series>) -> String {
    let mut text = String::new();
    let mut current: Option<Metric> = None;
    for (key, series) in all {
        let definition = key.metric.definition();
        let name = definition.name.replace('.', "_");
        let (suffix, kind) = match definition.kind {
            Kind::Counter => ("_total", "counter"),
            Kind::Gauge => ("", "gauge"),
            Kind::Histogram => ("", "histogram"),
        };
        if current != Some(key.metric) {
            current = Some(key.metric);
            let _ = writeln!(text, "# HELP {name}{suffix} {}\n# TYPE {name}{suffix} {kind}", definition.help);
        }
        let labels: Vec<String> = key.labels().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        match definition.kind {
            Kind::Counter | Kind::Gauge => {
                let _ = writeln!(text, "{name}{suffix}{} {}", braces(&labels), series.total);
            }
            Kind::Histogram => histogram(&mut text, &name, &labels, series),
        }
    }
    text
}

fn histogram(text: &mut String, name: &str, labels: &[String], series: &Series) {
    let mut below = 0;
    let bounds = BOUNDS.iter().map(ToString::to_string).zip(series.buckets);
    for (bound, count) in bounds {
        below += count;
        let _ = writeln!(text, "{name}_bucket{} {below}", with_bound(labels, &bound));
    }
    let _ = writeln!(text, "{name}_bucket{} {}", with_bound(labels, "+Inf"), series.count);
    let _ = writeln!(text, "{name}_sum{} {}", braces(labels), series.total);
    let _ = writeln!(text, "{name}_count{} {}", braces(labels), series.count);
}

fn with_bound(labels: &[String], bound: &str) -> String {
    let mut labels = labels.to_vec();
    labels.push(format!("le=\"{bound}\""));
    braces(&labels)
}

fn braces(labels: &[String]) -> String {
    if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) }
}

#[cfg(test)]
mod tests {
    use crate::{Label, Metric, Metrics};
    use switchboard_domain::EventClass;

    #[test]
    fn each_kind_has_its_form() {
        let metrics = Metrics::default();
        metrics.count(Metric::IngressAccepted, 2, &[Label::Class(EventClass::Normal)]);
        metrics.observe(Metric::QueueDepth, 7.0, &[]);
        for value in [0.5, 3.0, 1e9] {
            metrics.observe(Metric::IngressAckMs, value, &[]);
        }
        let text = metrics.text();
        for line in [
            "# TYPE ingress_accepted_total counter",
            "ingress_accepted_total 2",
            "ingress_accepted_total{class=\"normal\"} 2",
            "# HELP queue_depth messages waiting",
            "queue_depth 7",
            "ingress_ack_ms_bucket{le=\"1\"} 1",
            "ingress_ack_ms_bucket{le=\"5\"} 2",
            "ingress_ack_ms_bucket{le=\"+Inf\"} 3",
            "ingress_ack_ms_count 3",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert_eq!(text.matches("# TYPE ingress_accepted_total").count(), 1);
    }
}
