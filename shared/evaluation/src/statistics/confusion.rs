//! The confusion matrix over the 25 intents, and what follows from it.

use switchboard_domain::Intent;

/// Number of intents.
pub const CLASSES: usize = 25;

/// Counts by true and given intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    counts: Vec<u32>,
}

/// True positives, false positives and false negatives of one intent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct F1Counts {
    /// Given and true.
    pub tp: u32,
    /// Given and not true.
    pub fp: u32,
    /// True and not given.
    pub fn_: u32,
}

impl F1Counts {
    /// `2 tp / (2 tp + fp + fn)`; 0 where nothing was there and nothing was given.
    pub fn f1(self) -> f64 {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn_).unwrap_or(0.0)
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

impl Default for Confusion {
    fn default() -> Self {
        Self { counts: vec![0; CLASSES * CLASSES] }
    }
}

impl Confusion {
    /// Counts pairs of true and given intent.
    pub fn of(pairs: impl IntoIterator<Item = (Intent, Intent)>) -> Self {
        let mut matrix = Self::default();
        for (truth, got) in pairs {
            matrix.count(truth as usize, got as usize);
        }
        matrix
    }

    pub(crate) fn count(&mut self, truth: usize, got: usize) {
        if let Some(cell) = self.counts.get_mut(truth * CLASSES + got) {
            *cell += 1;
        }
    }

    pub(crate) fn clear(&mut self) {
        self.counts.fill(0);
    }

    /// How often `truth` was called `got`.
    pub fn cell(&self, truth: Intent, got: Intent) -> u32 {
        self.at(truth as usize, got as usize)
    }

    fn at(&self, truth: usize, got: usize) -> u32 {
        self.counts.get(truth * CLASSES + got).copied().unwrap_or(0)
    }

    /// Counts of every intent, in the order of the taxonomy.
    pub fn by_intent(&self) -> [F1Counts; CLASSES] {
        let (mut rows, mut columns) = ([0; CLASSES], [0; CLASSES]);
        for (row, sum) in self.counts.chunks_exact(CLASSES).zip(&mut rows) {
            *sum = row.iter().sum();
            for (n, column) in row.iter().zip(&mut columns) {
                *column += n;
            }
        }
        std::array::from_fn(|i| {
            let tp = self.at(i, i);
            F1Counts { tp, fp: columns[i] - tp, fn_: rows[i] - tp }
        })
    }

    /// Number of examples.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Share on the diagonal; 0 without examples.
    pub fn accuracy(&self) -> f64 {
        ratio((0..CLASSES).map(|i| self.at(i, i)).sum(), self.total()).unwrap_or(0.0)
    }
}

/// Mean F1 over the intents that have examples.
pub(crate) fn macro_f1(counts: &[F1Counts; CLASSES]) -> f64 {
    let present: Vec<f64> = counts.iter().filter(|c| c.tp + c.fn_ > 0).map(|c| c.f1()).collect();
    if present.is_empty() { 0.0 } else { present.iter().sum::<f64>() / present.len() as f64 }
}

/// Mean F1 weighted by the number of examples.
pub(crate) fn weighted_f1(counts: &[F1Counts; CLASSES]) -> f64 {
    let total: u32 = counts.iter().map(|c| c.tp + c.fn_).sum();
    let sum: f64 = counts.iter().map(|c| f64::from(c.tp + c.fn_) * c.f1()).sum();
    if total == 0 { 0.0 } else { sum / f64::from(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_values_follow_from_the_counts() {
        let [a, b, c] = [Intent::CancelOrder, Intent::RefundRequest, Intent::DamagedItem];
        let matrix = Confusion::of([(a, a), (a, a), (a, b), (b, b), (b, c)]);
        let counts = matrix.by_intent();
        assert_eq!(counts[a as usize], F1Counts { tp: 2, fp: 0, fn_: 1 });
        assert_eq!(counts[b as usize], F1Counts { tp: 1, fp: 1, fn_: 1 });
        assert!((counts[a as usize].f1() - 0.8).abs() < 1e-12 && (counts[b as usize].f1() - 0.5).abs() < 1e-12);
        // `c` was only given: it counts against precision of others' rows, not as an intent of its own.
        assert!((macro_f1(&counts) - 0.65).abs() < 1e-12);
        assert!((weighted_f1(&counts) - (3.0 * 0.8 + 2.0 * 0.5) / 5.0).abs() < 1e-12);
        assert!((matrix.accuracy() - 0.6).abs() < 1e-12 && matrix.cell(b, c) == 1);
    }
}
