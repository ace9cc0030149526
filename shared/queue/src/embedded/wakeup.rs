//! Wakes receivers when something becomes available sooner than what they wait for.
//!
//! A burst of messages for later must not wake a receiver once per message, so each waiter registers the instant it
//! sleeps until, and only what comes before it is worth a wake-up.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use switchboard_domain::Timestamp;
use tokio::sync::Notify;

/// All waiters of a queue.
#[derive(Debug, Default)]
pub(super) struct Wakeup {
    notify: Notify,
    waiters: Mutex<Waiters>,
}

#[derive(Debug, Default)]
struct Waiters {
    next_id: u64,
    /// `None`: has not looked yet, so everything may matter.
    until: BTreeMap<u64, Option<Timestamp>>,
}

/// A registered waiter.
#[derive(Debug)]
pub(super) struct Waiter<'a> {
    wakeup: &'a Wakeup,
    id: u64,
}

impl Wakeup {
    /// Registers a waiter. Register first, then look what is available: what comes in between is announced.
    pub(super) fn register(&self) -> Waiter<'_> {
        let mut waiters = self.waiters();
        let id = waiters.next_id;
        waiters.next_id += 1;
        waiters.until.insert(id, None);
        Waiter { wakeup: self, id }
    }

    /// Something becomes available at this instant. Call it when that is visible to readers.
    pub(super) fn announce(&self, at: Timestamp) {
        if self.waiters().until.values().any(|until| until.is_none_or(|until| at < until)) {
            self.notify.notify_waiters();
        }
    }

    /// The announcements from now on.
    pub(super) const fn notify(&self) -> &Notify {
        &self.notify
    }

    fn waiters(&self) -> MutexGuard<'_, Waiters> {
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter<'_> {
    /// The waiter knows of nothing before this instant.
    pub(super) fn waits_until(&self, until: Timestamp) {
        self.wakeup.waiters().until.insert(self.id, Some(until));
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.wakeup.waiters().until.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn only_what_comes_before_the_awaited_instant_wakes() {
        let wakeup = Wakeup::default();
        let at = Timestamp::from_millis;
        let woken_by = |instant| {
            let mut notified = std::pin::pin!(wakeup.notify().notified());
            notified.as_mut().enable();
            wakeup.announce(instant);
            notified.now_or_never().is_some()
        };
        assert!(!woken_by(at(1)), "nobody waits");
        let waiter = wakeup.register();
        assert!(woken_by(at(1_000)), "it has not looked yet");
        waiter.waits_until(at(100));
        assert!(woken_by(at(99)));
        assert!(!woken_by(at(100)));
        drop(waiter);
        assert!(!woken_by(at(1)));
    }
}
