//! Stratified bootstrap: resampling within each true intent, so that rare intents keep their number of examples.

use serde::Serialize;
use switchboard_domain::Intent;

use super::confusion::{CLASSES, Confusion, F1Counts, macro_f1, weighted_f1};
use super::random::Random;
use super::round4;

/// Resamples of every bootstrap.
pub const RESAMPLES: usize = 2_000;

/// A value with its 95 % percentile interval, four decimals when serialised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// On the data itself.
    pub value: f64,
    /// 2.5th percentile of the resamples.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

impl Serialize for Interval {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut written = serializer.serialize_struct("Interval", 3)?;
        written.serialize_field("value", &round4(self.value))?;
        written.serialize_field("low", &round4(self.low))?;
        written.serialize_field("high", &round4(self.high))?;
        written.end()
    }
}

impl Interval {
    fn new(value: f64, mut resampled: Vec<f64>) -> Self {
        resampled.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| {
            let index = (share * (resampled.len().saturating_sub(1)) as f64).round() as usize;
            resampled.get(index).copied().unwrap_or(value)
        };
        Self { value, low: at(0.025), high: at(0.975) }
    }
}

/// Intervals of everything that follows from a confusion matrix and the secondary intents.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassIntervals {
    /// Mean F1 over intents with examples.
    pub macro_f1: Interval,
    /// Mean F1 weighted by examples.
    pub weighted_f1: Interval,
    /// F1 of the sets of secondary intents, counted over all examples.
    pub secondary_f1: Interval,
    /// By intent, in the order of the taxonomy.
    pub by_intent: Vec<Interval>,
}

/// Draws examples within their stratum, a whole resample at a time.
struct Strata {
    members: Vec<Vec<usize>>,
    random: Random,
}

impl Strata {
    fn new(truths: impl Iterator<Item = Intent>, seed: u64) -> Self {
        let mut members = vec![Vec::new(); CLASSES];
        for (i, truth) in truths.enumerate() {
            if let Some(stratum) = members.get_mut(truth as usize) {
                stratum.push(i);
            }
        }
        Self { members, random: Random::new(seed) }
    }

    fn draw(&mut self, mut each: impl FnMut(usize)) {
        for stratum in &self.members {
            for _ in 0..stratum.len() {
                each(stratum[self.random.below(stratum.len())]);
            }
        }
    }
}

/// Intervals over examples given as true and given intent, and the counts of their secondary intents.
pub fn class_intervals(pairs: &[(Intent, Intent)], secondary: &[F1Counts], seed: u64) -> ClassIntervals {
    let sum =
        |total: F1Counts, c: &F1Counts| F1Counts { tp: total.tp + c.tp, fp: total.fp + c.fp, fn_: total.fn_ + c.fn_ };
    let mut strata = Strata::new(pairs.iter().map(|(truth, _)| *truth), seed);
    let mut matrix = Confusion::default();
    let (mut macros, mut weighted, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    let mut by_intent = vec![Vec::new(); CLASSES];
    for _ in 0..RESAMPLES {
        matrix.clear();
        let mut second = F1Counts::default();
        strata.draw(|i| {
            let (truth, got) = pairs[i];
            matrix.count(truth as usize, got as usize);
            second = secondary.get(i).map_or(second, |counts| sum(second, counts));
        });
        let counts = matrix.by_intent();
        macros.push(macro_f1(&counts));
        weighted.push(weighted_f1(&counts));
        seconds.push(second.f1());
        for (values, counts) in by_intent.iter_mut().zip(counts) {
            values.push(counts.f1());
        }
    }
    let counts = Confusion::of(pairs.iter().copied()).by_intent();
    let second = secondary.iter().fold(F1Counts::default(), sum);
    ClassIntervals {
        macro_f1: Interval::new(macro_f1(&counts), macros),
        weighted_f1: Interval::new(weighted_f1(&counts), weighted),
        secondary_f1: Interval::new(second.f1(), seconds),
        by_intent: by_intent.into_iter().zip(counts).map(|(values, c)| Interval::new(c.f1(), values)).collect(),
    }
}

/// The difference of two systems on the same examples: ours less the other's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Paired {
    /// Of macro F1.
    pub macro_f1: Interval,
    /// Of accuracy.
    pub accuracy: Interval,
}

/// Paired bootstrap over (true, ours, theirs).
pub fn paired(rows: &[(Intent, Intent, Intent)], seed: u64) -> Paired {
    let mut strata = Strata::new(rows.iter().map(|(truth, ..)| *truth), seed);
    let (mut ours, mut theirs) = (Confusion::default(), Confusion::default());
    let (mut macros, mut accuracies) = (Vec::new(), Vec::new());
    let difference = |ours: &Confusion, theirs: &Confusion| {
        let f1 = macro_f1(&ours.by_intent()) - macro_f1(&theirs.by_intent());
        (f1, ours.accuracy() - theirs.accuracy())
    };
    for _ in 0..RESAMPLES {
        ours.clear();
        theirs.clear();
        strata.draw(|i| {
            let (truth, our, their) = rows[i];
            ours.count(truth as usize, our as usize);
            theirs.count(truth as usize, their as usize);
        });
        let (f1, accuracy) = difference(&ours, &theirs);
        macros.push(f1);
        accuracies.push(accuracy);
    }
    let whole =
        |pick: fn(&(Intent, Intent, Intent)) -> Intent| Confusion::of(rows.iter().map(|row| (row.0, pick(row))));
    let (f1, accuracy) = difference(&whole(|row| row.1), &whole(|row| row.2));
    Paired { macro_f1: Interval::new(f1, macros), accuracy: Interval::new(accuracy, accuracies) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(right: usize, wrong: usize) -> Vec<(Intent, Intent)> {
        let mut pairs = vec![(Intent::CancelOrder, Intent::CancelOrder); right];
        pairs.extend(vec![(Intent::CancelOrder, Intent::RefundRequest); wrong]);
        pairs.extend(vec![(Intent::RefundRequest, Intent::RefundRequest); right]);
        pairs
    }

    #[test]
    fn intervals_hold_their_value_narrow_with_data_and_repeat() {
        let width = |n: usize| {
            let pairs = pairs(9 * n, n);
            let found = class_intervals(&pairs, &[], 7);
            assert_eq!(found, class_intervals(&pairs, &[], 7));
            let Interval { value, low, high } = found.macro_f1;
            assert!(low < value && value < high, "{low} {value} {high}");
            high - low
        };
        assert!(width(40) < width(4) / 2.0);
    }

    #[test]
    fn a_stratum_keeps_its_size() {
        // Everything is right: no resample can look different.
        let found = class_intervals(&pairs(20, 0), &[], 1);
        assert_eq!((found.macro_f1.low, found.macro_f1.high), (1.0, 1.0));
    }

    #[test]
    fn a_better_system_has_a_positive_difference() {
        let rows: Vec<_> = (0..200)
            .map(|i| {
                let [a, b] = [Intent::CancelOrder, Intent::RefundRequest];
                (a, if i % 20 == 0 { b } else { a }, if i % 4 == 0 { b } else { a })
            })
            .collect();
        let found = paired(&rows, 3);
        assert!((found.accuracy.value - 0.2).abs() < 1e-12 && found.accuracy.low > 0.1, "{found:?}");
    }
}
