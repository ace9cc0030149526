//! The budget of a vendor, shared by every worker through one row.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use switchboard_domain::{Clock, EventClass, Millis, Randomness, Timestamp};
use switchboard_store::{Store, WriteError};
use tokio::sync::Mutex;

use super::budget::{Budget, BudgetConfig, BudgetState, Decision, Request};
use crate::document::{Document, Versioned};
use crate::error::LimitsError;

/// How often a write is tried against other writers. Within a process callers queue up, so only hosts compete.
const ATTEMPTS: u32 = 10;

/// Upper bound of the wait before the second attempt; it grows with every further one.
const CONTENTION_WAIT: Millis = Millis(20);

/// Leave to make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The call may start at this instant, not before.
    pub start_at: Timestamp,
    /// Who gave it.
    pub source: GrantSource,
}

/// Who gave leave to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantSource {
    /// The shared budget.
    Shared,
    /// This process alone, because the shared row could not be read or written.
    Local,
}

/// No leave: the start would lie beyond the wait, or the class has had its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// When asking again can help.
    pub retry_at: Timestamp,
}

impl Granted {
    /// Sleeps until the call may start.
    pub async fn sleep_until_start(&self, clock: &dyn Clock) {
        loop {
            let left = self.start_at - clock.now();
            if left <= Millis(0) {
                return;
            }
            tokio::time::sleep(clock.real_duration(left)).await;
        }
    }
}

/// The shared budget of one vendor. One value per vendor and process.
pub struct SharedBucket {
    config: BudgetConfig,
    document: Document<BudgetState>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    halved: AtomicBool,
    /// Callers of this process take turns, which spares them most conflicts.
    turn: Mutex<Turn>,
}

#[derive(Default)]
struct Turn {
    /// The row as this process wrote it last: good until another host's write makes the condition fail.
    known: Option<Versioned<BudgetState>>,
    local_tat: Timestamp,
    local_cooldown: Option<Timestamp>,
}

impl SharedBucket {
    /// The budget kept in the row `B#<vendor>`.
    pub fn new(
        vendor: &str,
        config: BudgetConfig,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let document = Document::new(store, format!("B#{vendor}"));
        Self { config, document, clock, randomness, halved: AtomicBool::new(false), turn: Mutex::default() }
    }

    /// Sets how much of the budget may be used from now on; set it whenever the kill switches have been read.
    pub fn set_budget(&self, budget: Budget) {
        self.halved.store(budget == Budget::Halved, Ordering::Relaxed);
    }

    fn budget(&self) -> Budget {
        if self.halved.load(Ordering::Relaxed) { Budget::Halved } else { Budget::Full }
    }

    /// Asks for leave to make `cost` calls (1 to the burst) that can wait up to `max_wait` for their start.
    ///
    /// Answers at once; the caller sleeps until the start ([`Granted::sleep_until_start`]). Every retry asks again.
    ///
    /// # Errors
    /// [`Denied`] says when asking again can help. A store that cannot be reached is no error: interactive and normal
    /// calls then keep to a small local share, background calls are denied.
    pub async fn acquire(&self, cost: u32, class: EventClass, max_wait: Millis) -> Result<Granted, Denied> {
        let request = Request { cost, class, max_wait, budget: self.budget() };
        let mut turn = self.turn.lock().await;
        for attempt in 0..ATTEMPTS {
            let fresh = turn.known.is_none();
            let stored = match turn.known.take() {
                Some(known) => known,
                None => match self.document.read(BudgetState::default()).await {
                    Ok(stored) => stored,
                    Err(_) => return self.acquire_locally(&mut turn, &request),
                },
            };
            let mut data = stored.data.clone();
            // A refusal that could not be stored when it came is stored with this call.
            data.cooldown_until = data.cooldown_until.max(turn.local_cooldown);
            let (start_at, state) = match self.config.decide(&data, self.clock.now(), &request) {
                Decision::Grant { start_at, state } => (start_at, state),
                Decision::Deny { retry_at } if fresh => {
                    turn.known = Some(stored);
                    return Err(Denied { retry_at });
                }
                // Denied by what may be outdated: look again.
                Decision::Deny { .. } => continue,
            };
            match self.document.write(Versioned { data: state, ..stored }).await {
                Ok(written) => {
                    turn.known = Some(written);
                    return Ok(Granted { start_at, source: GrantSource::Shared });
                }
                Err(WriteError::ConditionFailed { .. }) if fresh => self.pause(attempt).await,
                Err(WriteError::ConditionFailed { .. }) => {}
                Err(WriteError::Store(_)) => return self.acquire_locally(&mut turn, &request),
            }
        }
        Err(Denied { retry_at: self.clock.now() + Millis::from_secs(1) })
    }

    /// Tells everybody that the vendor refused a call for its rate (429) and asks for `retry_after`.
    ///
    /// # Errors
    /// [`LimitsError`] when the others could not be told; this process keeps away from the vendor all the same.
    pub async fn report_refusal(&self, retry_after: Option<Millis>) -> Result<(), LimitsError> {
        let wait = self.config.refusal_wait(retry_after);
        let jitter = self.randomness.below(u64::try_from(wait.0 / 5).unwrap_or(0) + 1);
        let wait = Millis(wait.0 + i64::try_from(jitter).unwrap_or(0));
        let mut turn = self.turn.lock().await;
        turn.local_cooldown = turn.local_cooldown.max(Some(self.clock.now() + wait));
        for attempt in 0..ATTEMPTS {
            let stored = match turn.known.take() {
                Some(known) => known,
                None => self.document.read(BudgetState::default()).await?,
            };
            let data = self.config.refused(&stored.data, self.clock.now(), wait);
            match self.document.write(Versioned { data, ..stored }).await {
                Ok(written) => {
                    turn.known = Some(written);
                    return Ok(());
                }
                Err(WriteError::ConditionFailed { .. }) => self.pause(attempt).await,
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(LimitsError::Contended)
    }

    /// The share of this process while the row is out of reach.
    fn acquire_locally(&self, turn: &mut Turn, request: &Request) -> Result<Granted, Denied> {
        let now = self.clock.now();
        if request.class == EventClass::Background {
            return Err(Denied { retry_at: now + self.config.window });
        }
        let earliest = turn.local_cooldown.map_or(now, |until| until.max(now));
        let slowdown = match request.budget {
            Budget::Full => 1_u32,
            Budget::Halved => 2,
        };
        // The local bucket's burst is one call, so a larger cost is taken as that many intervals.
        let gcra = self.config.local_gcra();
        let offer = gcra.offer(turn.local_tat, earliest, 1, slowdown.saturating_mul(request.cost.max(1)));
        if offer.start_at - now > request.max_wait {
            return Err(Denied { retry_at: offer.start_at });
        }
        turn.local_tat = offer.tat;
        Ok(Granted { start_at: offer.start_at, source: GrantSource::Local })
    }

    async fn pause(&self, attempt: u32) {
        let bound = u64::try_from(CONTENTION_WAIT.0).unwrap_or(0) * u64::from(attempt + 1);
        let wait = Millis(i64::try_from(self.randomness.below(bound + 1)).unwrap_or(0));
        tokio::time::sleep(self.clock.real_duration(wait)).await;
    }
}
