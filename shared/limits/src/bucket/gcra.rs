//! The arithmetic of the token bucket (GCRA): one instant says it all.
//!
//! The *theoretical arrival time* (TAT) is when the calls granted so far would be through at the steady pace. A call of
//! cost `c` moves it by `c` intervals and may start as soon as the TAT is no more than the tolerance ahead.
//!
//! Any window of length `w` sees starts of a total cost of at most `w / interval + burst`, also while the pace changes
//! between full and slowed.

use switchboard_domain::{Millis, Timestamp};

/// Pace and burst of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gcra {
    interval: Millis,
    burst: u32,
}

/// When a call may start, and the TAT if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Not before this instant.
    pub start_at: Timestamp,
    /// The TAT to store when the offer is taken.
    pub tat: Timestamp,
}

impl Gcra {
    /// `requests` per `window`, at most `burst` at once (each at least 1). The interval is rounded up to whole
    /// milliseconds, so that the pace is never above the wanted one.
    pub fn new(requests: u32, window: Millis, burst: u32) -> Self {
        let requests = i64::from(requests.max(1));
        let interval = window.0.saturating_add(requests - 1) / requests;
        Self { interval: Millis(interval.max(1)), burst: burst.max(1) }
    }

    /// Time per call at full pace.
    pub const fn interval(&self) -> Millis {
        self.interval
    }

    /// How far the TAT of an idle bucket may run ahead at once: the burst at full pace.
    pub fn tolerance(&self) -> Millis {
        Millis(self.interval.0.saturating_mul(i64::from(self.burst)))
    }

    /// What the bucket offers to a call that can start at `earliest` or later.
    ///
    /// `cost` is taken as 1 to `burst`. `slowdown` (at least 1) stretches the interval; the tolerance in time stays, so
    /// that the burst shrinks with the pace.
    #[must_use]
    pub fn offer(&self, tat: Timestamp, earliest: Timestamp, cost: u32, slowdown: u32) -> Offer {
        let cost = i64::from(cost.clamp(1, self.burst));
        let increment = Millis(self.interval.0.saturating_mul(cost).saturating_mul(i64::from(slowdown.max(1))));
        // A slowed call may exceed the burst; it then starts when everything before it is through.
        let tolerance = self.tolerance().max(increment);
        let tat = tat.max(earliest) + increment;
        Offer { start_at: earliest.max(tat.saturating_sub(tolerance)), tat }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    /// 40 per 30 s, burst 8: an interval of 750 ms.
    fn richpanel() -> Gcra {
        Gcra::new(40, Millis::from_secs(30), 8)
    }

    fn starts(gcra: &Gcra, tat: Timestamp, now: Timestamp, cost: u32, slowdown: u32, count: usize) -> Vec<i64> {
        let mut tat = tat;
        (0..count)
            .map(|_| {
                let offer = gcra.offer(tat, now, cost, slowdown);
                tat = offer.tat;
                (offer.start_at - now).0
            })
            .collect()
    }

    #[test]
    fn the_burst_starts_at_once_then_one_per_interval() {
        assert_eq!(richpanel().interval(), Millis(750));
        assert_eq!(richpanel().tolerance(), Millis(6_000));
        let expected = [0, 0, 0, 0, 0, 0, 0, 0, 750, 1_500, 2_250];
        assert_eq!(starts(&richpanel(), at(0), at(1_000_000), 1, 1, 11), expected);
    }

    #[test]
    fn slowed_pace_and_burst_shrink_together() {
        assert_eq!(starts(&richpanel(), at(0), at(1_000_000), 1, 2, 6), [0, 0, 0, 0, 1_500, 3_000]);
        assert_eq!(starts(&richpanel(), at(0), at(1_000_000), 1, 16, 3), [0, 12_000, 24_000]);
    }

    #[test]
    fn cost_counts_as_that_many_calls() {
        assert_eq!(starts(&richpanel(), at(0), at(1_000_000), 4, 1, 4), [0, 0, 3_000, 6_000]);
        assert_eq!(starts(&richpanel(), at(0), at(1_000_000), 0, 1, 9), starts(&richpanel(), at(0), at(0), 1, 1, 9));
        assert_eq!(starts(&richpanel(), at(0), at(0), 99, 1, 2), starts(&richpanel(), at(0), at(0), 8, 1, 2));
    }

    #[test]
    fn an_idle_bucket_does_not_save_more_than_its_burst() {
        let immediate =
            starts(&richpanel(), at(0), at(86_400_000), 1, 1, 100).iter().filter(|wait| **wait == 0).count();
        assert_eq!(immediate, 8);
    }

    #[test]
    fn the_pace_is_rounded_down() {
        assert_eq!(Gcra::new(7, Millis(100), 1).interval(), Millis(15));
        assert_eq!(Gcra::new(0, Millis(0), 0), Gcra::new(1, Millis(1), 1));
    }

    proptest! {
        #[test]
        fn any_window_sees_at_most_its_share_and_the_burst(
            requests in 1_u32..200,
            window in 1_i64..60_000,
            burst in 1_u32..20,
            calls in prop::collection::vec((0_i64..5_000, 0_u32..25, 1_u32..5, 0_i64..20_000), 1..120),
        ) {
            let gcra = Gcra::new(requests, Millis(window), burst);
            let (mut now, mut tat) = (at(0), at(0));
            let mut granted: Vec<(i64, i64)> = Vec::new();
            for (pause, cost, slowdown, max_wait) in calls {
                now = now + Millis(pause);
                let offer = gcra.offer(tat, now, cost, slowdown);
                prop_assert!(offer.start_at >= now && offer.tat >= tat);
                if offer.start_at - now <= Millis(max_wait) {
                    tat = offer.tat;
                    granted.push((offer.start_at.as_millis(), i64::from(cost.clamp(1, burst))));
                }
            }
            for (i, (first, _)) in granted.iter().enumerate() {
                let mut total = 0;
                for (last, cost) in &granted[i..] {
                    total += cost;
                    // total <= length / interval + burst, without a division
                    prop_assert!((total - i64::from(burst)) * gcra.interval().0 <= last - first);
                    let length = last - first;
                    prop_assert!(total * window <= length * i64::from(requests) + i64::from(burst) * window);
                }
            }
        }

        #[test]
        fn no_value_panics(requests: u32, window: i64, burst: u32, tat: i64, now: i64, cost: u32, slowdown: u32) {
            let gcra = Gcra::new(requests, Millis(window), burst);
            let offer = gcra.offer(at(tat), at(now), cost, slowdown);
            prop_assert!(offer.start_at >= at(now));
        }
    }
}
