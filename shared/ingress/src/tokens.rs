//! The active webhook tokens: where they come from, and how long they are believed.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use switchboard_domain::{Millis, Timestamp};
use switchboard_intake::TokenSet;

/// How long tokens are kept before they are read again.
const KEEP: Millis = Millis::from_secs(300);
/// After a mismatch the tokens are read again at most this often: a rotation needs no wait, and a stranger's guesses do
/// not become calls of the secret store.
const MISMATCH_PAUSE: Millis = Millis::from_secs(30);

/// A place that holds the webhook tokens. Every call reads; the service keeps what it got.
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// The active tokens as they are now; [`TokenSet::unreadable`] if they cannot be read, which closes the door.
    async fn read(&self) -> TokenSet;
}

/// Tokens with the time of their reading.
pub(crate) struct TokenCache {
    source: Arc<dyn TokenSource>,
    kept: RwLock<Option<Kept>>,
    /// One reader at a time: a burst of requests after a pause reads once.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    tokens: TokenSet,
    read_at: Timestamp,
    refreshed_at: Option<Timestamp>,
}

impl TokenCache {
    /// An empty cache: nothing is read before the first request.
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self { source, kept: RwLock::new(None), reading: tokio::sync::Mutex::new(()) }
    }

    /// The tokens, at most [`KEEP`] old.
    pub(crate) async fn tokens(&self, now: Timestamp) -> TokenSet {
        if let Some(tokens) = self.fresh(now) {
            return tokens;
        }
        let _one = self.reading.lock().await;
        match self.fresh(now) {
            Some(tokens) => tokens,
            None => self.read(now, None).await,
        }
    }

    /// Newly read tokens after a mismatch, unless they were read anew a moment ago.
    pub(crate) async fn refreshed(&self, now: Timestamp) -> Option<TokenSet> {
        if !self.may_refresh(now) {
            return None;
        }
        let _one = self.reading.lock().await;
        if self.may_refresh(now) { Some(self.read(now, Some(now)).await) } else { None }
    }

    fn fresh(&self, now: Timestamp) -> Option<TokenSet> {
        // A clock that was set back makes tokens old, not eternal.
        let is_fresh = |kept: &Kept| (Millis(0)..KEEP).contains(&(now - kept.read_at));
        self.kept().filter(is_fresh).map(|kept| kept.tokens)
    }

    fn may_refresh(&self, now: Timestamp) -> bool {
        let last = self.kept().and_then(|kept| kept.refreshed_at);
        last.is_none_or(|at| !(Millis(0)..MISMATCH_PAUSE).contains(&(now - at)))
    }

    fn kept(&self) -> Option<Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn read(&self, now: Timestamp, refreshed_at: Option<Timestamp>) -> TokenSet {
        let tokens = self.source.read().await;
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let refreshed_at = refreshed_at.or_else(|| kept.as_ref().and_then(|kept| kept.refreshed_at));
        *kept = Some(Kept { tokens: tokens.clone(), read_at: now, refreshed_at });
        tokens
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicU32);

    #[async_trait]
    impl TokenSource for Counting {
        async fn read(&self) -> TokenSet {
            self.0.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            TokenSet::new([])
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn cache() -> (Arc<Counting>, TokenCache) {
        let source = Arc::new(Counting::default());
        (Arc::clone(&source), TokenCache::new(source))
    }

    #[tokio::test]
    async fn nothing_is_read_before_it_is_needed_and_once_in_five_minutes() {
        let (source, cache) = cache();
        assert_eq!(source.0.load(Ordering::Relaxed), 0);
        for (now, reads) in [(0, 1), (299, 1), (300, 2), (100, 3)] {
            let _ = cache.tokens(at(now)).await;
            assert_eq!(source.0.load(Ordering::Relaxed), reads, "{now}");
        }
    }

    #[tokio::test]
    async fn a_mismatch_reads_once_in_thirty_seconds() {
        let (source, cache) = cache();
        let _ = cache.tokens(at(0)).await;
        for (now, anew) in [(1, true), (2, false), (30, false), (31, true)] {
            assert_eq!(cache.refreshed(at(now)).await.is_some(), anew, "{now}");
        }
        assert_eq!(source.0.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn requests_that_come_together_share_a_read() {
        let (source, cache) = cache();
        let (first, second) = (at(0), at(0));
        tokio::join!(cache.tokens(first), cache.tokens(second), cache.tokens(first));
        tokio::join!(cache.refreshed(first), cache.refreshed(second));
        assert_eq!(source.0.load(Ordering::Relaxed), 2);
    }
}
