//! The account's call window: one for all keys.

use std::collections::VecDeque;

use switchboard_domain::{Millis, Timestamp};

/// Length of the window.
pub(crate) const WINDOW: Millis = Millis::from_secs(30);

/// The calls of the last 30 s.
#[derive(Debug, Default)]
pub(crate) struct AccountWindow {
    calls: VecDeque<Timestamp>,
    /// Most own calls seen in one window.
    peak: usize,
}

impl AccountWindow {
    /// Counts a call if the window has room; returns how many more it has, or how long to wait.
    pub(crate) fn admit(&mut self, now: Timestamp, limit: u32, background: u32) -> Result<u32, Millis> {
        while self.calls.front().is_some_and(|at| now - *at >= WINDOW) {
            self.calls.pop_front();
        }
        let room = limit.saturating_sub(background) as usize;
        if self.calls.len() >= room {
            let wait = self.calls.front().map_or(WINDOW, |oldest| Millis(WINDOW.0 - (now - *oldest).0));
            return Err(wait.max(Millis(1)));
        }
        self.calls.push_back(now);
        self.peak = self.peak.max(self.calls.len());
        Ok(u32::try_from(room - self.calls.len()).unwrap_or(0))
    }

    /// Most calls granted within one window so far.
    pub(crate) fn peak(&self) -> usize {
        self.peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_per_thirty_seconds_sliding() {
        let mut window = AccountWindow::default();
        for n in 0..50 {
            assert!(window.admit(Timestamp::from_millis(n * 100), 50, 0).is_ok(), "{n}");
        }
        assert_eq!(window.admit(Timestamp::from_millis(10_000), 50, 0), Err(Millis(20_000)));
        assert_eq!(window.admit(Timestamp::from_millis(30_000), 50, 0), Ok(0));
        assert!(window.admit(Timestamp::from_millis(30_050), 50, 0).is_err());
        assert_eq!(window.peak(), 50);
    }

    #[test]
    fn others_of_the_account_take_their_share() {
        let mut window = AccountWindow::default();
        assert_eq!(window.admit(Timestamp::from_millis(0), 50, 48), Ok(1));
        assert!(window.admit(Timestamp::from_millis(1), 50, 48).is_ok());
        assert!(window.admit(Timestamp::from_millis(2), 50, 48).is_err());
        assert!(window.admit(Timestamp::from_millis(40_000), 50, 60).is_err());
    }
}
