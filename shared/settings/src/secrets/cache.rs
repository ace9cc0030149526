//! Secrets kept for five minutes, so that rotation needs no restart and the store is not asked per call.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use switchboard_domain::{Millis, Secret, Timestamp};

use super::error::SecretError;
use super::name::SecretName;
use super::source::SecretSource;

/// How long a value is used without reading it again.
const KEEP: Millis = Millis::from_mins(5);
/// How often a mismatch may cause a read.
const MISMATCH_PAUSE: Millis = Millis::from_secs(30);

/// A cache before a source. Failures and missing values are not cached.
#[derive(Debug)]
pub struct SecretCache<S> {
    source: S,
    kept: Mutex<BTreeMap<SecretName, Kept>>,
}

#[derive(Debug, Clone)]
struct Kept {
    value: Secret,
    read_at: Timestamp,
    refreshed_at: Option<Timestamp>,
}

impl<S: SecretSource> SecretCache<S> {
    /// An empty cache.
    pub const fn new(source: S) -> Self {
        Self { source, kept: Mutex::new(BTreeMap::new()) }
    }

    /// The raw value, at most five minutes old.
    ///
    /// # Errors
    /// [`SecretError::Missing`], or the store cannot be read.
    pub fn get(&self, name: SecretName, now: Timestamp) -> Result<Secret, SecretError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&name) {
            // A clock that was set back makes the value old, not eternal.
            if (Millis(0)..KEEP).contains(&(now - known.read_at)) {
                return Ok(known.value.clone());
            }
        }
        let value = self.source.read(name)?.ok_or(SecretError::Missing(name))?;
        let refreshed_at = kept.get(&name).and_then(|known| known.refreshed_at);
        kept.insert(name, Kept { value: value.clone(), read_at: now, refreshed_at });
        Ok(value)
    }

    /// Reads again because a caller's credential did not match, at most once per 30 s; `None` if it is too early or
    /// the value is the same, so that the mismatch stands.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn refresh(&self, name: SecretName, now: Timestamp) -> Result<Option<Secret>, SecretError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let old = kept.get(&name).cloned();
        if let Some(at) = old.as_ref().and_then(|known| known.refreshed_at)
            && (Millis(0)..MISMATCH_PAUSE).contains(&(now - at))
        {
            return Ok(None);
        }
        let value = self.source.read(name)?.ok_or(SecretError::Missing(name))?;
        let changed = old.is_none_or(|old| old.value != value);
        kept.insert(name, Kept { value: value.clone(), read_at: now, refreshed_at: Some(now) });
        Ok(changed.then_some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Debug, Default)]
    struct Counting {
        reads: AtomicU32,
        value: Mutex<Option<&'static str>>,
    }

    impl SecretSource for &Counting {
        fn read(&self, _: SecretName) -> Result<Option<Secret>, SecretError> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            Ok(self.value.lock().unwrap().map(|text| Secret::new(text.to_owned())))
        }
    }

    const NAME: SecretName = SecretName::RichpanelWebhookToken;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_millis(secs * 1_000)
    }

    #[test]
    fn a_value_is_kept_five_minutes_and_a_missing_one_not_at_all() {
        let source = Counting::default();
        let cache = SecretCache::new(&source);
        assert_eq!(cache.get(NAME, at(0)), Err(SecretError::Missing(NAME)));
        *source.value.lock().unwrap() = Some("one");
        assert_eq!(cache.get(NAME, at(1)).unwrap().expose(), "one");
        *source.value.lock().unwrap() = Some("two");
        assert_eq!(cache.get(NAME, at(300)).unwrap().expose(), "one");
        assert_eq!(cache.get(NAME, at(301)).unwrap().expose(), "two");
        assert_eq!(source.reads.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn a_mismatch_reads_once_per_30_seconds() {
        let source = Counting::default();
        *source.value.lock().unwrap() = Some("one");
        let cache = SecretCache::new(&source);
        cache.get(NAME, at(0)).unwrap();
        assert_eq!(cache.refresh(NAME, at(1)).unwrap(), None);
        *source.value.lock().unwrap() = Some("two");
        assert_eq!(cache.refresh(NAME, at(30)).unwrap(), None);
        assert_eq!(cache.refresh(NAME, at(31)).unwrap().unwrap().expose(), "two");
        assert_eq!(cache.get(NAME, at(32)).unwrap().expose(), "two");
        assert_eq!(source.reads.load(Ordering::Relaxed), 3);
    }
}
