//! Switches kept for at most 30 s, so that a change is effective within a minute on every host.

use std::sync::{Mutex, PoisonError};

use switchboard_domain::{Clock, Millis, Mode, SwitchView, Timestamp};

/// How long a view is used without reading again.
const KEEP: Millis = Millis::from_secs(30);

/// A place that holds the switches. Reading does not fail: it gives the fail-closed view.
pub trait SwitchSource: Send + Sync {
    /// The values as they are now.
    fn read(&self, now: Timestamp) -> SwitchView;
}

impl<T: SwitchSource + ?Sized> SwitchSource for std::sync::Arc<T> {
    fn read(&self, now: Timestamp) -> SwitchView {
        (**self).read(now)
    }
}

/// A cache before a source.
///
/// While the source is unreadable, restrictions of the last readable view (no vendor writes, shadow, drain, no
/// acknowledgement) stay in force: an outage of the store must not start writes that an operator had stopped.
#[derive(Debug)]
pub struct SwitchCache<S> {
    source: S,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    current: Option<SwitchView>,
    last_readable: Option<SwitchView>,
    unreadable_since: Option<Timestamp>,
}

impl<S: SwitchSource> SwitchCache<S> {
    /// An empty cache.
    pub fn new(source: S) -> Self {
        Self { source, state: Mutex::default() }
    }

    /// The view, at most 30 s old.
    pub fn view(&self, clock: &dyn Clock) -> SwitchView {
        let now = clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = &state.current
            && (Millis(0)..KEEP).contains(&(now - view.read_at))
        {
            return view.clone();
        }
        let mut view = self.source.read(now);
        if view.readable {
            state.last_readable = Some(view.clone());
            state.unreadable_since = None;
        } else {
            state.unreadable_since.get_or_insert(now);
            if let Some(last) = &state.last_readable {
                view.outbound_enabled &= last.outbound_enabled;
                view.prod_ack &= last.prod_ack;
                if view.mode == Mode::Normal {
                    view.mode = last.mode;
                }
            }
        }
        state.current = Some(view.clone());
        view
    }

    /// How long the source has been unreadable (metric `switch.unreadable_s`; alarm after 5 min); zero while it is
    /// readable.
    pub fn unreadable_for(&self, now: Timestamp) -> Millis {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.unreadable_since.map_or(Millis(0), |since| (now - since).max(Millis(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::switches::{SwitchFile, SwitchName};
    use std::sync::atomic::{AtomicI64, Ordering};
    use switchboard_domain::Environment;

    #[derive(Default)]
    struct VirtualClock(AtomicI64);

    impl VirtualClock {
        fn set(&self, secs: i64) {
            self.0.store(secs * 1_000, Ordering::Relaxed);
        }
    }

    impl Clock for VirtualClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    #[test]
    fn a_change_is_visible_within_30_seconds() {
        let dir = tempfile::tempdir().unwrap();
        let file = SwitchFile::new(dir.path(), Environment::Local);
        file.create().unwrap();
        let cache = SwitchCache::new(file.clone());
        let clock = VirtualClock::default();
        assert!(!cache.view(&clock).safe_mode);
        file.set(SwitchName::SafeMode, "true").unwrap();
        clock.set(29);
        assert!(!cache.view(&clock).safe_mode);
        clock.set(30);
        assert!(cache.view(&clock).safe_mode);
    }

    #[test]
    fn an_unreadable_source_closes_and_keeps_restrictions() {
        let dir = tempfile::tempdir().unwrap();
        let file = SwitchFile::new(dir.path(), Environment::Local);
        file.create().unwrap();
        file.set(SwitchName::OutboundEnabled, "false").unwrap();
        file.set(SwitchName::Mode, "shadow").unwrap();
        let cache = SwitchCache::new(file);
        let clock = VirtualClock::default();
        assert!(cache.view(&clock).readable);
        std::fs::remove_file(dir.path().join("switches.toml")).unwrap();
        clock.set(30);
        let view = cache.view(&clock);
        assert!(!view.readable && view.safe_mode && !view.automation_enabled && !view.outbound_enabled);
        assert_eq!(view.mode, Mode::Shadow);
        clock.set(331);
        let _ = cache.view(&clock);
        assert_eq!(cache.unreadable_for(clock.now()), Millis::from_secs(301));
    }

    #[test]
    fn a_clock_set_back_causes_a_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = SwitchFile::new(dir.path(), Environment::Local);
        file.create().unwrap();
        let cache = SwitchCache::new(file.clone());
        let clock = VirtualClock::default();
        clock.set(1_000);
        let _ = cache.view(&clock);
        file.set(SwitchName::SafeMode, "true").unwrap();
        clock.set(10);
        assert!(cache.view(&clock).safe_mode);
    }
}
