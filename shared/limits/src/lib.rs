//! What keeps Switchboard from asking too much of others, and from doing one thing twice at a time: the shared call
//! budget of each vendor, circuit breakers, retry waits, and job leases.
//!
//! Budget, breakers and leases are rows of the limits table, so that every host of an installation obeys the same ones.
//! Each is a pure state with its arithmetic ([`bucket::gcra`], [`bucket::budget`], [`breaker::state`]) and a thin type
//! that keeps it in a [`Store`](switchboard_store::Store) by conditional writes.
//!
//! It does not make calls and does not sleep on its own behalf: a client asks, waits until the granted start, calls, and
//! reports what came back. It is not the rate limit of the webhook endpoint.
//!
//! ```
//! # async fn example() {
//! use std::sync::Arc;
//! use switchboard_domain::{EventClass, Millis, SeededRandomness, SystemClock};
//! use switchboard_limits::{BudgetConfig, SharedBucket};
//! use switchboard_store::MemoryStore;
//!
//! let clock = Arc::new(SystemClock::new());
//! let bucket = SharedBucket::new(
//!     "richpanel",
//!     BudgetConfig::default(),
//!     Arc::new(MemoryStore::new()),
//!     clock.clone(),
//!     Arc::new(SeededRandomness::new(1)),
//! );
//! match bucket.acquire(1, EventClass::Normal, Millis::from_secs(15)).await {
//!     Ok(granted) => granted.sleep_until_start(&*clock).await, // then call
//!     Err(denied) => drop(denied.retry_at),                    // defer the event until then
//! }
//! # }
//! ```

pub mod breaker;
pub mod bucket;
mod document;
#[cfg(test)]
mod doubles;
pub mod error;
pub mod job_lease;
pub mod retry;

pub use breaker::shared::{BreakerOpen, BreakerStatus, SharedBreaker};
pub use breaker::state::{BreakerConfig, CallResult, Permit, Threshold, Transition, TripRule};
pub use bucket::budget::{Budget, BudgetConfig};
pub use bucket::shared::{Denied, GrantSource, Granted, SharedBucket};
pub use error::LimitsError;
pub use job_lease::{JobLease, JobLeases, LeaseOutcome};
pub use retry::{Jitter, RetryPolicy};
