//! Names without prefix and environment, and the queues that there are.

/// Function that takes webhooks.
pub(crate) const INGRESS: &str = "ingress";
/// Function that works on events.
pub(crate) const WORKER: &str = "worker";
/// Function of most scheduled jobs.
pub(crate) const JOBS: &str = "jobs";
/// Function that re-enqueues: alone may read dead letters.
pub(crate) const JOBS_REDRIVE: &str = "jobs-redrive";
/// Function that refreshes the store's token: alone may write a secret.
pub(crate) const JOBS_TOKEN: &str = "jobs-token";

/// Queue of events.
pub(crate) const EVENTS: &str = "events.fifo";
/// Its dead letters.
pub(crate) const EVENTS_DLQ: &str = "events-dlq.fifo";
/// What failed without anybody waiting for an answer.
pub(crate) const ASYNC_QUEUE: &str = "async-dlq";

/// Idempotency keys, effects and their states.
pub(crate) const LEDGER: &str = "ledger";
/// Conversations and customers.
pub(crate) const CONVERSATIONS: &str = "conversations";
/// Configuration snapshots.
pub(crate) const CONFIG: &str = "config";
/// What was decided and done.
pub(crate) const AUDIT: &str = "audit";
/// Budgets, breakers and leases of jobs.
pub(crate) const LIMITS: &str = "limits";

/// Whether live chat has a queue of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// One queue for all.
    Shared,
    /// A second queue for interactive events.
    Own,
}

impl Lane {
    /// What the second queue adds to a name.
    pub(crate) const LIVE: &str = "events-live";

    /// The name, and that of its counterpart for live chat if there is one.
    pub(crate) fn names(self, name: &str) -> impl Iterator<Item = String> + use<> {
        let live = (self == Self::Own).then(|| name.replacen("events", Self::LIVE, 1));
        [Some(name.to_owned()), live].into_iter().flatten()
    }
}
