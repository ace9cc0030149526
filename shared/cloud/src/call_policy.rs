//! How long a call may take and how often it is tried.

use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

/// Time limits and attempts of the calls of a client.
///
/// The worst case of a call is `attempts` times `attempt` and the waits between (together below 2 s with the waits set
/// here); it must stay below the time limit of the function that makes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallPolicy {
    /// Longest time to open a connection.
    pub connect: Duration,
    /// Longest time of one attempt, connection included.
    pub attempt: Duration,
    /// Attempts, the first one included.
    pub attempts: u32,
}

impl CallPolicy {
    /// Calls of workers, jobs and operators: 5 s per attempt, 3 attempts.
    pub const DEFAULT: Self = Self { connect: Duration::from_secs(2), attempt: Duration::from_secs(5), attempts: 3 };

    /// Calls on the way of a webhook, whose function ends after 10 s: 2 s per attempt, 3 attempts.
    pub const INGRESS: Self = Self { connect: Duration::from_secs(1), attempt: Duration::from_secs(2), attempts: 3 };

    pub(crate) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder().connect_timeout(self.connect).operation_attempt_timeout(self.attempt).build()
    }

    pub(crate) fn retries(&self) -> RetryConfig {
        RetryConfig::standard()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(Duration::from_millis(100))
            .with_max_backoff(Duration::from_secs(1))
    }
}
