//! How long a client waits before it tries a failed call again, within one invocation.

use switchboard_domain::{Millis, Randomness};

/// How a wait is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// From 0 to the ceiling.
    Full,
    /// From half the ceiling to the ceiling.
    Equal,
}

/// Attempts and waits of a call that is safe to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Calls in all, the first one included; at least 1.
    pub attempts: u32,
    /// Ceiling of the first wait.
    pub base: Millis,
    /// By what the ceiling grows with each wait.
    pub factor: u32,
    /// Highest ceiling.
    pub cap: Millis,
    /// How waits are spread.
    pub jitter: Jitter,
}

impl RetryPolicy {
    /// For Richpanel calls that are safe to repeat: waits of 1 to 2 s, then 5 to 10 s.
    ///
    /// `attempts` counts the first call; the vendor's budget allows 2 in an invocation.
    pub const fn richpanel(attempts: u32) -> Self {
        Self { attempts, base: Millis::from_secs(2), factor: 5, cap: Millis::from_secs(10), jitter: Jitter::Equal }
    }

    /// Waits that double from `base` to `cap`, with full jitter.
    pub const fn doubling(attempts: u32, base: Millis, cap: Millis) -> Self {
        Self { attempts, base, factor: 2, cap, jitter: Jitter::Full }
    }

    /// Ceiling of the wait after this many failed calls.
    pub fn ceiling(&self, failed: u32) -> Millis {
        let growth = i64::from(self.factor.max(1)).saturating_pow(failed.saturating_sub(1));
        Millis(self.base.0.saturating_mul(growth).clamp(0, self.cap.0.max(0)))
    }

    /// The wait after `failed` failed calls (from 1); `None` when there is no attempt left.
    pub fn wait(&self, failed: u32, randomness: &dyn Randomness) -> Option<Millis> {
        if failed >= self.attempts {
            return None;
        }
        let ceiling = self.ceiling(failed).0;
        let floor = match self.jitter {
            Jitter::Full => 0,
            Jitter::Equal => ceiling / 2,
        };
        let spread = u64::try_from(ceiling - floor).unwrap_or(0);
        Some(Millis(floor + i64::try_from(randomness.below(spread + 1)).unwrap_or(0)))
    }

    /// As [`Self::wait`], at least what the vendor asked for; `None` also when it would use up more than `left`.
    pub fn wait_within(
        &self,
        failed: u32,
        retry_after: Option<Millis>,
        left: Millis,
        randomness: &dyn Randomness,
    ) -> Option<Millis> {
        let wait = self.wait(failed, randomness)?.max(retry_after.unwrap_or_default());
        (wait <= left).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use switchboard_domain::SeededRandomness;

    use super::*;

    #[test]
    fn richpanel_waits_one_to_two_then_five_to_ten_seconds() {
        let (policy, randomness) = (RetryPolicy::richpanel(3), SeededRandomness::new(1));
        for (failed, low, high) in [(1, 1_000, 2_000), (2, 5_000, 10_000)] {
            let waits: Vec<_> = (0..300).filter_map(|_| policy.wait(failed, &randomness)).map(|wait| wait.0).collect();
            assert!(waits.iter().all(|wait| (low..=high).contains(wait)));
            let tenth = (high - low) / 10;
            assert!(waits.iter().any(|w| *w < low + tenth) && waits.iter().any(|w| *w > high - tenth));
        }
        assert_eq!(policy.wait(3, &randomness), None);
        assert_eq!(RetryPolicy::richpanel(0).wait(1, &randomness), None);
    }

    #[test]
    fn ceilings_double_to_the_cap() {
        let policy = RetryPolicy::doubling(9, Millis(100), Millis(500));
        assert_eq!([0, 1, 2, 3, 4, u32::MAX].map(|n| policy.ceiling(n).0), [100, 100, 200, 400, 500, 500]);
    }

    #[test]
    fn what_the_vendor_asks_for_counts_and_must_fit() {
        let (policy, randomness) = (RetryPolicy::doubling(3, Millis(10), Millis(10)), SeededRandomness::new(1));
        let asked = Some(Millis(700));
        assert_eq!(policy.wait_within(1, asked, Millis(700), &randomness), asked);
        assert_eq!(policy.wait_within(1, asked, Millis(699), &randomness), None);
        assert!(policy.wait_within(2, None, Millis(10), &randomness).is_some());
        assert_eq!(policy.wait_within(3, None, Millis(10), &randomness), None);
    }

    proptest! {
        #[test]
        fn no_policy_panics(attempts: u32, base: i64, factor: u32, cap: i64, failed: u32, equal: bool, seed: u64) {
            let jitter = if equal { Jitter::Equal } else { Jitter::Full };
            let policy = RetryPolicy { attempts, base: Millis(base), factor, cap: Millis(cap), jitter };
            if let Some(wait) = policy.wait(failed, &SeededRandomness::new(seed)) {
                prop_assert!(wait >= Millis(0) && wait <= policy.ceiling(failed));
            }
        }
    }
}
