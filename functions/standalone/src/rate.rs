//! `ingress.rate_per_s`: a ceiling for hosts without a gateway in front.

use std::sync::{Mutex, PoisonError};

use switchboard_domain::Timestamp;

/// Requests admitted in the current second. A second may follow a full one at once, so two seconds see at most twice
/// the rate; the gateway of the cloud host is no stricter.
pub(crate) struct RateLimit {
    per_second: u32,
    window: Mutex<(i64, u32)>,
}

impl RateLimit {
    /// A ceiling of `per_second`; 0 is none.
    pub(crate) const fn new(per_second: u32) -> Self {
        Self { per_second, window: Mutex::new((0, 0)) }
    }

    /// Whether one more request may pass at `now`.
    pub(crate) fn admits(&self, now: Timestamp) -> bool {
        if self.per_second == 0 {
            return true;
        }
        let second = now.as_millis().div_euclid(1_000);
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.0 != second {
            *window = (second, 0);
        }
        window.1 = window.1.saturating_add(1);
        window.1 <= self.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_admits_its_share_and_the_next_one_its_own() {
        let limit = RateLimit::new(2);
        let at = Timestamp::from_millis;
        assert_eq!(
            [at(1_000), at(1_500), at(1_999), at(2_000)].map(|now| limit.admits(now)),
            [true, true, false, true]
        );
        assert!((0..1_000).all(|_| RateLimit::new(0).admits(at(5))));
    }
}
