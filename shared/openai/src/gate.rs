//! Permission for each attempt.

use async_trait::async_trait;
use switchboard_domain::Timestamp;

/// No place of the shared budget in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the shared budget of model calls has no place before {retry_at}")]
pub struct GateDenied {
    /// From when on asking again makes sense.
    pub retry_at: Timestamp,
}

/// Is asked before every attempt, retries included, so that a budget shared by several hosts counts each of them.
#[async_trait]
pub trait CallGate: Send + Sync {
    /// Returns as soon as one attempt may start, at the latest at `start_by`.
    ///
    /// `tokens` is an upper estimate of what the attempt uses, input and output together.
    ///
    /// # Errors
    /// [`GateDenied`] when there is no place until `start_by`.
    async fn acquire(&self, tokens: u32, start_by: Timestamp) -> Result<(), GateDenied>;
}

/// The gate without a budget, for evaluations with a single caller.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenGate;

#[async_trait]
impl CallGate for OpenGate {
    async fn acquire(&self, _tokens: u32, _start_by: Timestamp) -> Result<(), GateDenied> {
        Ok(())
    }
}
