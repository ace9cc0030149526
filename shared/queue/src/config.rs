//! Figures of a queue.

use switchboard_domain::Millis;

/// Figures of a queue. The defaults are those of the cloud queue, so that the hosts differ in nothing a message notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueConfig {
    /// A message is first delivered this long after it was sent: 5 s, so that the bursts of a vendor's rules settle.
    pub delay: Millis,
    /// Deliveries of a message before it becomes a dead letter: 5.
    pub max_receives: u32,
    /// How long a deduplication id is remembered, also after the message was deleted: 5 min.
    pub dedup_window: Millis,
    /// A message that waits longer becomes a dead letter: 4 d.
    pub retention: Millis,
    /// A dead letter is dropped after this time: 14 d.
    pub dead_retention: Millis,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            delay: Millis::from_secs(5),
            max_receives: 5,
            dedup_window: Millis::from_mins(5),
            retention: Millis::from_hours(4 * 24),
            dead_retention: Millis::from_hours(14 * 24),
        }
    }
}
