//! A breaker that all hosts share through one row.

use std::sync::{Arc, Mutex, PoisonError};

use switchboard_domain::{Clock, Timestamp};
use switchboard_store::{Store, StoreError, WriteError};

use super::state::{Admission, BreakerConfig, BreakerState, CallResult, Permit, Phase, Transition};
use crate::document::{Document, Versioned};

/// How often a write is tried against other writers.
const ATTEMPTS: u32 = 10;

/// The breaker is open: do not call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerOpen {
    /// When asking again can help.
    pub retry_at: Timestamp,
}

/// What a breaker looks like at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerStatus {
    /// Where it stands.
    pub phase: Phase,
    /// Whether replies that rest on this dependency may go out.
    pub allows_replies: bool,
}

/// The breaker kept in the row `BR#<name>`. While the row is out of reach each process goes by what it saw last and by
/// its own results.
pub struct SharedBreaker {
    config: BreakerConfig,
    document: Document<BreakerState>,
    clock: Arc<dyn Clock>,
    last_seen: Mutex<BreakerState>,
}

impl SharedBreaker {
    /// The breaker with this name, for example `richpanel` or `openai.primary`.
    pub fn new(name: &str, config: BreakerConfig, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let document = Document::new(store, format!("BR#{name}"));
        Self { config, document, clock, last_seen: Mutex::default() }
    }

    /// Asks whether a call may go. Hand the permit back with the result ([`Self::record`]).
    ///
    /// # Errors
    /// [`BreakerOpen`] when it may not.
    pub async fn admit(&self) -> Result<Permit, BreakerOpen> {
        for _ in 0..ATTEMPTS {
            let stored = self.read().await;
            let state = match &stored {
                Ok(stored) => stored.data.clone(),
                Err(_) => self.seen(),
            };
            let probing = match state.admit(self.clock.now(), &self.config) {
                Admission::Pass => return Ok(Permit::Call),
                Admission::Refuse { retry_at } => return Err(BreakerOpen { retry_at }),
                Admission::Probe(probing) => probing,
            };
            self.see(&probing);
            let Ok(stored) = stored else { return Ok(Permit::Probe) };
            match self.document.write(Versioned { data: probing, ..stored }).await {
                Ok(_) | Err(WriteError::Store(_)) => return Ok(Permit::Probe),
                // Another host was faster; see what it made of it.
                Err(WriteError::ConditionFailed { .. }) => {}
            }
        }
        Err(BreakerOpen { retry_at: self.clock.now() + self.config.probe_timeout })
    }

    /// Records how an admitted call went; tells if that opened or closed the breaker.
    pub async fn record(&self, permit: Permit, result: CallResult) -> Option<Transition> {
        for _ in 0..ATTEMPTS {
            let stored = self.read().await;
            let state = match &stored {
                Ok(stored) => stored.data.clone(),
                Err(_) => self.seen(),
            };
            let (next, transition) = state.record(self.clock.now(), permit, result, &self.config);
            self.see(&next);
            let Ok(stored) = stored else { return transition };
            if next == stored.data {
                return transition;
            }
            match self.document.write(Versioned { data: next, ..stored }).await {
                Ok(_) | Err(WriteError::Store(_)) => return transition,
                Err(WriteError::ConditionFailed { .. }) => {}
            }
        }
        // One result among many that others are recording at this very moment: losing it is harmless.
        None
    }

    /// How the breaker stands, without asking for a call.
    pub async fn status(&self) -> BreakerStatus {
        let state = match self.read().await {
            Ok(stored) => stored.data,
            Err(_) => self.seen(),
        };
        BreakerStatus { phase: state.phase(), allows_replies: state.allows_replies(self.clock.now(), &self.config) }
    }

    async fn read(&self) -> Result<Versioned<BreakerState>, StoreError> {
        let stored = self.document.read(BreakerState::default()).await?;
        self.see(&stored.data);
        Ok(stored)
    }

    fn see(&self, state: &BreakerState) {
        self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).clone_from(state);
    }

    fn seen(&self) -> BreakerState {
        self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use switchboard_domain::Millis;

    use super::*;
    use crate::doubles::{FlakyStore, ManualClock};

    fn two() -> (Arc<FlakyStore>, Arc<ManualClock>, [SharedBreaker; 2]) {
        let (store, clock) = (Arc::new(FlakyStore::default()), Arc::new(ManualClock::default()));
        let breaker = || SharedBreaker::new("x", BreakerConfig::default(), store.clone(), clock.clone());
        (store.clone(), clock.clone(), [breaker(), breaker()])
    }

    #[tokio::test]
    async fn what_one_host_sees_stops_the_other_and_one_of_them_probes() {
        let (_, clock, [one, two]) = two();
        for _ in 0..5 {
            assert_eq!(one.record(one.admit().await.unwrap(), CallResult::Failure).await, None);
        }
        for expected in [None, None, None, None, Some(Transition::Opened)] {
            assert_eq!(two.record(two.admit().await.unwrap(), CallResult::Failure).await, expected);
        }
        let retry_at = clock.now() + Millis::from_mins(5);
        assert_eq!(one.admit().await, Err(BreakerOpen { retry_at }));
        clock.pass(300_000);
        let admissions = join_all([&one, &two, &one, &two].map(SharedBreaker::admit)).await;
        assert_eq!(admissions.iter().filter(|admission| **admission == Ok(Permit::Probe)).count(), 1);
        assert!(!two.status().await.allows_replies);
        assert_eq!(two.record(Permit::Probe, CallResult::Success).await, Some(Transition::Closed));
        assert_eq!(one.admit().await, Ok(Permit::Call));
        assert!(!one.status().await.allows_replies, "held for a quarter of an hour");
        clock.pass(900_000);
        assert!(one.status().await.allows_replies);
    }

    #[tokio::test]
    async fn concurrent_results_are_all_counted() {
        let (_, _, [one, two]) = two();
        let results =
            join_all((0..10).map(|n| if n % 2 == 0 { &one } else { &two }.record(Permit::Call, CallResult::Failure)));
        assert_eq!(results.await.into_iter().flatten().collect::<Vec<_>>(), [Transition::Opened]);
    }

    #[tokio::test]
    async fn without_the_store_each_process_goes_by_what_it_sees() {
        let (store, clock, [one, two]) = two();
        assert_eq!(one.record(Permit::Call, CallResult::Fatal).await, Some(Transition::Opened));
        assert!(two.admit().await.is_err());
        store.fail(true);
        assert!(two.admit().await.is_err(), "it remembers");
        clock.pass(300_000);
        assert_eq!(two.admit().await, Ok(Permit::Probe));
        assert!(two.admit().await.is_err());
        assert_eq!(two.record(Permit::Probe, CallResult::Success).await, Some(Transition::Closed));
        assert_eq!(two.admit().await, Ok(Permit::Call));
    }
}
