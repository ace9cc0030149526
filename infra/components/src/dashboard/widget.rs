//! One chart.

use pulumi::{IntoJson as _, Json};
use switchboard_telemetry::{Definition, Dimension, Kind};

use crate::alarm::{Measure, Statistic};
use crate::site::Site;

/// Seconds of a point.
const PERIOD_S: u32 = 300;

/// A chart.
#[derive(Clone, Debug)]
pub(super) struct Widget {
    title: String,
    lines: Vec<Line>,
}

/// How a kind is read: what is counted as sums, states as their largest, distributions by what most and nearly all stay under.
const fn statistics(kind: Kind) -> &'static [Statistic] {
    match kind {
        Kind::Counter => &[Statistic::Sum],
        Kind::Gauge => &[Statistic::Maximum],
        Kind::Histogram => &[Statistic::Percentile(95), Statistic::Percentile(50)],
    }
}

/// What is drawn in it.
#[derive(Clone, Debug)]
enum Line {
    /// A metric with all its dimensions.
    Metric(Measure),
    /// All series of a dimension set, whatever its values.
    Search { expression: String, id: String },
}

impl Widget {
    /// A chart of these metrics.
    pub(super) fn new(title: impl Into<String>, measures: impl IntoIterator<Item = Measure>) -> Self {
        Self { title: title.into(), lines: measures.into_iter().map(Line::Metric).collect() }
    }

    /// A chart of a metric of the registry; none if nothing of it is wanted.
    pub(super) fn of(site: &Site, definition: &Definition, sets: &[&'static [Dimension]]) -> Option<Self> {
        let mut lines = Vec::new();
        for (index, set) in sets.iter().enumerate() {
            for (rank, statistic) in statistics(definition.kind).iter().enumerate() {
                if set.is_empty() {
                    let measure = Measure::new(site.namespace(), definition.name, *statistic);
                    lines.push(Line::Metric(measure.dimension("env", site.environment().as_str())));
                } else if rank == 0 {
                    // One statistic: a chart of many series with several each could not be read.
                    let expression = search(site, definition.name, set, &statistic.text());
                    lines.push(Line::Search { expression, id: format!("s{index}") });
                }
            }
        }
        let title = format!("{}: {}", definition.name, definition.help);
        (!lines.is_empty()).then_some(Self { title, lines })
    }

    /// How many metrics it has, a search for one.
    pub(super) fn metrics(&self) -> usize {
        self.lines.len()
    }

    /// At this place: column, row, width, height.
    pub(super) fn into_json(self, site: &Site, [x, y, width, height]: [u32; 4]) -> Json {
        let lines: Vec<Json> = self.lines.into_iter().map(Line::into_json).collect();
        pulumi::json!({
            "type": "metric",
            "x": x, "y": y, "width": width, "height": height,
            "properties": {
                "title": self.title,
                "region": site.region(),
                "view": "timeSeries",
                "period": PERIOD_S,
                "metrics": lines,
            },
        })
    }
}

impl Line {
    fn into_json(self) -> Json {
        match self {
            Self::Metric(Measure { namespace, name, dimensions, statistic }) => {
                let mut parts = vec![namespace.into_json(), name.into_json()];
                for (dimension, value) in dimensions {
                    let value = value.into_property().into_output().convert::<String>().into_json();
                    parts.extend([dimension.into_json(), value]);
                }
                parts.push(pulumi::json!({ "stat": statistic.text() }));
                Json::Array(parts)
            }
            Self::Search { expression, id } => pulumi::json!([{ "expression": expression, "id": id }]),
        }
    }
}

fn search(site: &Site, metric: &str, set: &[Dimension], statistic: &str) -> String {
    let dimensions: Vec<_> = set.iter().map(|dimension| dimension.as_str()).collect();
    let (namespace, dimensions) = (site.namespace(), dimensions.join(","));
    format!("SEARCH('{{\"{namespace}\",env,{dimensions}}} MetricName=\"{metric}\"', '{statistic}', {PERIOD_S})")
}
