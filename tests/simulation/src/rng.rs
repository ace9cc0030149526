//! The only source of chance in a run.

use switchboard_domain::{Randomness, SeededRandomness};

#[derive(Debug)]
pub(crate) struct Rng(SeededRandomness);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(SeededRandomness::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03))
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.0.below(width)).unwrap_or(0)
    }

    /// True with a probability of `per_mille` in 1,000.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.0.below(1_000) < per_mille
    }
}
