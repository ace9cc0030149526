//! Reproducible choices.

use std::ops::Range;

use switchboard_domain::{Clock, Randomness, SeededRandomness, SystemClock};

/// A seeded source. A test that fails says which seed it had.
pub(crate) struct Random {
    pub(crate) seed: u64,
    source: SeededRandomness,
}

impl Random {
    /// From `SEED`, else a new one.
    pub(crate) fn from_environment() -> Self {
        let given = number("SEED");
        let seed = given.unwrap_or_else(|| SystemClock::new().now().as_millis().unsigned_abs());
        Self { seed, source: SeededRandomness::new(seed) }
    }

    pub(crate) fn within(&self, range: Range<u64>) -> u64 {
        range.start + self.source.below(range.end - range.start)
    }

    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.within(0..from.len() as u64)).unwrap()]
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the same choices again: SEED={}", self.seed);
        }
    }
}

/// A number given in the environment.
pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text}")))
}
