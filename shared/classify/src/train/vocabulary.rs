//! The vocabulary of a training: which features have rows, and how rare each is.

use std::collections::BTreeMap;

use super::sample::Sample;
use crate::linear::{IDF_STEPS, Rows};

/// Rows with their inverse document frequencies.
pub(crate) struct Vocabulary {
    pub(crate) rows: Rows,
    /// In steps of [`IDF_STEPS`].
    pub(crate) idf: Vec<u8>,
}

/// Lines that hold a feature, and the last one counted.
struct Count {
    lines: u32,
    last: usize,
}

impl Vocabulary {
    /// Features of at least `minimum` lines. Inverse document frequencies are smoothed: 1 + ln((1 + n) / (1 + df)).
    pub(crate) fn of(samples: &[&Sample], minimum: u32) -> Self {
        let mut in_order: Vec<&&Sample> = samples.iter().collect();
        in_order.sort_by_key(|sample| sample.line);
        let mut counts: BTreeMap<u32, Count> = BTreeMap::new();
        let mut lines = Count { lines: 0, last: usize::MAX };
        for sample in in_order {
            lines.see(sample.line);
            for hash in sample.reading.features.families.iter().flatten() {
                counts.entry(*hash).or_insert(Count { lines: 0, last: usize::MAX }).see(sample.line);
            }
        }
        counts.retain(|_, count| count.lines >= minimum);
        let idf = |count: &Count| 1.0 + (f64::from(1 + lines.lines) / f64::from(1 + count.lines)).ln();
        let idf = counts.values().map(|count| (idf(count) * f64::from(IDF_STEPS)).round().min(255.0) as u8).collect();
        // A map's keys ascend.
        Self { rows: Rows::new(counts.into_keys().collect()).unwrap_or_default(), idf }
    }

    /// Only the rows with these numbers, which must ascend.
    pub(crate) fn keep(&self, kept: &[usize]) -> Self {
        let hashes = kept.iter().map(|row| self.rows.hashes()[*row]).collect();
        Self { rows: Rows::new(hashes).unwrap_or_default(), idf: kept.iter().map(|row| self.idf[*row]).collect() }
    }
}

impl Count {
    fn see(&mut self, line: usize) {
        if self.last != line {
            self.lines += 1;
            self.last = line;
        }
    }
}
