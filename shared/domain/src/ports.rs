//! Ports for time and randomness. Production code takes them as arguments; nothing calls the operating system behind
//! their back, so that a simulator can replace both.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::time::{Millis, Timestamp};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;

    /// How long to sleep in real time for `span` to pass on this clock. An accelerated clock shortens it.
    fn real_duration(&self, span: Millis) -> Duration {
        span.to_std()
    }
}

/// The machine's clock, or one that runs `factor` times as fast from the moment it was made. The accelerated form
/// lets a sample of a day's work pass in minutes with every delay, window and budget kept in proportion.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
    origin: Timestamp,
    factor: u32,
}

impl SystemClock {
    /// The machine's clock.
    pub fn new() -> Self {
        Self::accelerated(1)
    }

    /// A clock that starts at the machine's time and runs `factor` times as fast (at least 1).
    pub fn accelerated(factor: u32) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let origin = Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX));
        Self { started: Instant::now(), origin, factor: factor.max(1) }
    }

    /// A clock that showed the machine's time at `origin` and has run `factor` times as fast (at least 1) since then.
    /// Processes that agree on both show the same time, also after a restart.
    pub fn accelerated_since(origin: Timestamp, factor: u32) -> Self {
        let machine = Self::accelerated(factor);
        let passed = (machine.origin - origin).0.saturating_mul(i64::from(machine.factor));
        Self { origin: origin + Millis(passed), ..machine }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        if self.factor == 1 {
            // Follow corrections of the machine's clock; only the accelerated form must count by itself.
            return Self::new().origin;
        }
        let elapsed = self.started.elapsed().as_micros().saturating_mul(u128::from(self.factor)) / 1_000;
        self.origin + Millis(i64::try_from(elapsed).unwrap_or(i64::MAX))
    }

    fn real_duration(&self, span: Millis) -> Duration {
        span.to_std() / self.factor
    }
}

/// Where random numbers come from (ids, jitter). Not for secrets.
pub trait Randomness: Send + Sync {
    /// The next 64 random bits.
    fn next_u64(&self) -> u64;

    /// A number in `0..bound`; 0 when the bound is 0.
    fn below(&self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u64 }
    }
}

/// Reproducible randomness (SplitMix64), for simulations and tests.
#[derive(Debug)]
pub struct SeededRandomness(AtomicU64);

impl SeededRandomness {
    /// A generator whose sequence depends on nothing but the seed.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Randomness for SeededRandomness {
    fn next_u64(&self) -> u64 {
        let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}
