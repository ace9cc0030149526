//! The shared pace of model calls, asked before every attempt.

use async_trait::async_trait;
use switchboard_domain::{Clock, EventClass, Millis, Timestamp};
use switchboard_limits::SharedBucket;
use switchboard_openai::{CallGate, GateDenied};

use super::About;

/// Tokens that count as one in the bucket of tokens: its pace is kept in whole milliseconds.
pub const TOKENS_PER_UNIT: u32 = 1_000;

/// Calls and tokens per minute.
pub struct ModelBuckets {
    /// Calls.
    pub requests: SharedBucket,
    /// Units of [`TOKENS_PER_UNIT`] tokens.
    pub tokens: SharedBucket,
}

impl ModelBuckets {
    pub(super) fn gate<'a>(&'a self, about: &'a About<'_>) -> Turn<'a> {
        Turn { buckets: self, class: about.envelope.class, clock: about.parts.clock.as_ref() }
    }

    /// A 429: nobody asks for the time that the vendor named.
    pub(super) async fn refused_by_vendor(&self, retry_after: Option<Millis>) {
        // Whether the others could be told or not, this process keeps the cooldown.
        drop(self.requests.report_refusal(retry_after).await);
    }
}

/// The attempts of one call.
pub(super) struct Turn<'a> {
    buckets: &'a ModelBuckets,
    class: EventClass,
    clock: &'a dyn Clock,
}

#[async_trait]
impl CallGate for Turn<'_> {
    async fn acquire(&self, tokens: u32, start_by: Timestamp) -> Result<(), GateDenied> {
        let ModelBuckets { requests, tokens: by_tokens } = self.buckets;
        for (bucket, cost) in [(by_tokens, tokens.div_ceil(TOKENS_PER_UNIT)), (requests, 1)] {
            let wait = start_by - self.clock.now();
            let granted = bucket.acquire(cost, self.class, wait.max(Millis(0))).await;
            let granted = granted.map_err(|denied| GateDenied { retry_at: denied.retry_at })?;
            granted.sleep_until_start(self.clock).await;
        }
        Ok(())
    }
}
