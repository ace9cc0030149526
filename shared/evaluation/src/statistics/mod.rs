//! Intervals, resampling and tests of difference.

mod bootstrap;
mod confusion;
mod mcnemar;
mod proportion;
mod random;

pub use bootstrap::{ClassIntervals, Interval, Paired, RESAMPLES, class_intervals, paired};
pub use confusion::{CLASSES, Confusion, F1Counts};
pub use mcnemar::mcnemar_exact;
pub use proportion::{Proportion, Z, wilson};
pub(crate) use random::Random;

/// Four decimals: the precision of every number that is written.
pub(crate) fn round4(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
