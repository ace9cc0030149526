//! Waits between deliveries of a message whose handling failed.

use switchboard_domain::{Millis, Randomness};

/// Exponential backoff with full jitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Upper bound of the first wait.
    pub base: Millis,
    /// Upper bound of every wait.
    pub cap: Millis,
}

impl Default for Backoff {
    /// 30 s doubling to 480 s: five deliveries span about a quarter of an hour.
    fn default() -> Self {
        Self { base: Millis::from_secs(30), cap: Millis::from_secs(480) }
    }
}

impl Backoff {
    /// Upper bound of the wait after the delivery with this number (from 1).
    pub fn ceiling(&self, receive_count: u32) -> Millis {
        let doublings = receive_count.saturating_sub(1).min(62);
        Millis(self.base.0.saturating_mul(1_i64 << doublings).clamp(0, self.cap.0.max(0)))
    }

    /// A random wait, from 0 up to the ceiling.
    pub fn wait(&self, receive_count: u32, randomness: &dyn Randomness) -> Millis {
        let ceiling = u64::try_from(self.ceiling(receive_count).0).unwrap_or(0);
        Millis(i64::try_from(randomness.below(ceiling.saturating_add(1))).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use switchboard_domain::SeededRandomness;

    use super::*;

    #[test]
    fn thirty_seconds_double_to_four_hundred_and_eighty() {
        let seconds: Vec<_> = (0..=8).map(|count| Backoff::default().ceiling(count).0 / 1_000).collect();
        assert_eq!(seconds, [30, 30, 60, 120, 240, 480, 480, 480, 480]);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_above_its_ceiling(count: u32, seed: u64, base: i64, cap: i64) {
            let backoff = Backoff { base: Millis(base), cap: Millis(cap) };
            let wait = backoff.wait(count, &SeededRandomness::new(seed));
            prop_assert!(wait >= Millis(0) && wait <= backoff.ceiling(count));
        }
    }

    #[test]
    fn jitter_uses_the_whole_range() {
        let randomness = SeededRandomness::new(1);
        let waits: Vec<_> = (0..200).map(|_| Backoff::default().wait(1, &randomness).0).collect();
        assert!(waits.iter().any(|wait| *wait < 3_000) && waits.iter().any(|wait| *wait > 27_000));
    }
}
