//! In-process collection. Totals stay for the text form; what is new since the last drain goes to the encoder.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::label::Label;
use super::registry::{Definition, Kind, Metric};

/// Upper bounds of the buckets of a distribution, in the metric's unit; the last bucket is open.
pub(super) const BOUNDS: [f64; 16] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 30_000.0, 60_000.0,
    600_000.0,
];

/// Values of a distribution kept between two drains; more are counted in the buckets only.
const MAX_RECENT: usize = 10_000;

/// Which series of a metric: the position of its set, and the set's values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeriesKey {
    pub(super) metric: Metric,
    pub(super) set: usize,
    pub(super) values: Vec<&'static str>,
}

impl SeriesKey {
    /// Names and values of the dimensions besides `env`.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        let set = self.metric.definition().sets[self.set];
        set.iter().map(|dimension| dimension.as_str()).zip(self.values.iter().copied())
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    /// Sum of a counter or distribution, last value of a gauge.
    pub(super) total: f64,
    /// Number of observations of a distribution.
    pub(super) count: u64,
    /// Observations per bucket.
    pub(super) buckets: [u64; BOUNDS.len()],
    /// What a drain gives: the sum of a counter, the last value of a gauge, the values of a distribution.
    recent: Vec<f64>,
}

/// A series with what is new in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub(super) key: SeriesKey,
    pub(super) values: Vec<f64>,
}

/// The metrics of a process.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<BTreeMap<SeriesKey, Series>>);

impl Metrics {
    /// Adds to a counter. Labels that no set of the metric has are ignored; a set whose labels are not all given is
    /// left out.
    pub fn count(&self, metric: Metric, n: u64, labels: &[Label]) {
        self.record(metric, n as f64, labels);
    }

    /// Sets a gauge, or adds a value to a distribution.
    pub fn observe(&self, metric: Metric, value: f64, labels: &[Label]) {
        self.record(metric, value, labels);
    }

    fn record(&self, metric: Metric, value: f64, labels: &[Label]) {
        let definition = metric.definition();
        if !value.is_finite() {
            return;
        }
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (set, dimensions) in definition.sets.iter().enumerate() {
            let value_of = |dimension| labels.iter().find(|label| label.dimension() == dimension).map(|l| l.value());
            let Some(values) = dimensions.iter().map(|d| value_of(*d)).collect::<Option<Vec<_>>>() else { continue };
            series.entry(SeriesKey { metric, set, values }).or_default().record(definition, value);
        }
    }

    /// What is new since the last drain.
    pub fn drain(&self) -> Vec<Point> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = all.iter_mut().filter(|(_, series)| !series.recent.is_empty());
        new.map(|(key, series)| Point { key: key.clone(), values: std::mem::take(&mut series.recent) }).collect()
    }

    /// The sum of a counter, the last value of a gauge or the sum of a distribution, in the series with exactly these
    /// labels; 0 if there is none.
    pub fn total(&self, metric: Metric, labels: &[Label]) -> f64 {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted: Vec<_> = labels.iter().map(|label| (label.dimension().as_str(), label.value())).collect();
        wanted.sort_unstable();
        let matches = |key: &SeriesKey| {
            let mut labels: Vec<_> = key.labels().collect();
            labels.sort_unstable();
            key.metric == metric && labels == wanted
        };
        all.iter().find(|(key, _)| matches(key)).map_or(0.0, |(_, series)| series.total)
    }

    /// All totals in the Prometheus text format.
    pub fn text(&self) -> String {
        super::text::encode(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Series {
    fn record(&mut self, definition: &Definition, value: f64) {
        match definition.kind {
            Kind::Counter => {
                self.total += value;
                match self.recent.first_mut() {
                    Some(sum) => *sum += value,
                    None => self.recent.push(value),
                }
            }
            Kind::Gauge => {
                self.total = value;
                self.recent = vec![value];
            }
            Kind::Histogram => {
                self.total += value;
                self.count += 1;
                if let Some(bucket) = BOUNDS.iter().position(|bound| value <= *bound) {
                    self.buckets[bucket] += 1;
                }
                if self.recent.len() < MAX_RECENT {
                    self.recent.push(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::vendor::Vendor;
    use switchboard_domain::{ChannelClass, EventClass, Reason};

    #[test]
    fn every_set_with_all_its_labels_is_counted_and_no_other() {
        let metrics = Metrics::default();
        metrics.count(Metric::PolicyBlocked, 2, &[Label::Reason(Reason::Stale), Label::Channel(ChannelClass::Email)]);
        metrics.count(Metric::PolicyBlocked, 1, &[]);
        assert_eq!(metrics.total(Metric::PolicyBlocked, &[]), 3.0);
        assert_eq!(metrics.total(Metric::PolicyBlocked, &[Label::Reason(Reason::Stale)]), 2.0);
        assert_eq!(metrics.total(Metric::PolicyBlocked, &[Label::Channel(ChannelClass::Email)]), 0.0);
        metrics.count(Metric::VendorRequests, 1, &[]);
        assert_eq!(metrics.drain().len(), 2);
    }

    #[test]
    fn a_drain_gives_what_is_new_and_totals_stay() {
        let metrics = Metrics::default();
        let labels = [Label::Vendor(Vendor::Richpanel), Label::Class(EventClass::Normal)];
        metrics.count(Metric::BudgetDenied, 2, &labels);
        metrics.observe(Metric::QueueDepth, 9.0, &[]);
        metrics.observe(Metric::QueueDepth, 4.0, &[]);
        metrics.observe(Metric::IngressAckMs, 3.0, &[]);
        metrics.observe(Metric::IngressAckMs, 7.0, &[]);
        let values: Vec<_> = metrics.drain().into_iter().map(|point| point.values).collect();
        assert_eq!(values, [vec![3.0, 7.0], vec![4.0], vec![2.0], vec![2.0]]);
        assert!(metrics.drain().is_empty());
        metrics.count(Metric::BudgetDenied, 1, &labels);
        assert_eq!(metrics.drain()[0].values, [1.0]);
        assert_eq!(metrics.total(Metric::BudgetDenied, &labels), 3.0);
        assert_eq!(metrics.total(Metric::QueueDepth, &[]), 4.0);
    }

    #[test]
    fn values_that_are_no_numbers_are_ignored() {
        let metrics = Metrics::default();
        for value in [f64::NAN, f64::INFINITY] {
            metrics.observe(Metric::QueueDepth, value, &[]);
        }
        assert!(metrics.drain().is_empty());
    }
}
