//! The breaker as a pure state machine.
//!
//! ```text
//! Closed --too many failures, or one fatal--> Open --pause over, first caller--> HalfOpen
//! HalfOpen --probe succeeds--> Closed          HalfOpen --probe fails--> Open
//! HalfOpen --probe never reports--> the next caller probes
//! ```

use serde::{Deserialize, Serialize};
use switchboard_domain::{Millis, Timestamp};

/// Width of a slot in which results are counted; the windows move in these steps.
const SLOT: Millis = Millis::from_secs(30);

/// Share of failures that trips a breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// More than this many percent.
    Above(u8),
    /// This many percent or more.
    AtLeast(u8),
}

/// When a breaker trips: a share of failures among enough calls in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TripRule {
    /// How far back results count.
    pub window: Millis,
    /// Fewer calls than this prove nothing.
    pub min_calls: u32,
    /// Share of failures.
    pub threshold: Threshold,
}

/// Figures of a breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerConfig {
    /// Any of these trips it.
    pub rules: [TripRule; 2],
    /// Pause before the probe.
    pub probe_after: Millis,
    /// Pause before the probe after a fatal result (refused credentials and the like).
    pub fatal_probe_after: Millis,
    /// A probe that has not reported after this time counts as lost.
    pub probe_timeout: Millis,
    /// Replies come back only when the breaker has been closed for this long.
    pub reply_hold: Millis,
}

impl Default for BreakerConfig {
    /// A model slot: more than 50 % failures over 5 min (at least 10 calls), or at least 5 % over 10 min (at least 100
    /// calls); probe after 5 min; replies after 15 min closed.
    fn default() -> Self {
        Self {
            rules: [
                TripRule { window: Millis::from_mins(5), min_calls: 10, threshold: Threshold::Above(50) },
                TripRule { window: Millis::from_mins(10), min_calls: 100, threshold: Threshold::AtLeast(5) },
            ],
            probe_after: Millis::from_mins(5),
            fatal_probe_after: Millis::from_mins(5),
            probe_timeout: Millis::from_mins(1),
            reply_hold: Millis::from_mins(15),
        }
    }
}

impl BreakerConfig {
    /// A vendor other than the model: as the default, but a fatal result pauses for 15 min, as long as its events are
    /// deferred, and replies are not held.
    pub fn vendor() -> Self {
        Self { fatal_probe_after: Millis::from_mins(15), reply_hold: Millis(0), ..Self::default() }
    }
}

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// The other side works.
    Success,
    /// It failed in a way that may pass.
    Failure,
    /// It failed in a way that the next call will too: trips at once.
    Fatal,
}

/// In which role a call was allowed; handed back with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// An ordinary call.
    Call,
    /// The one call that decides whether an open breaker closes.
    Probe,
}

/// A change of the breaker that is worth telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It tripped, or the probe failed.
    Opened,
    /// The probe succeeded.
    Closed,
}

/// Where the breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Calls pass.
    Closed {
        /// Since when; `None` when it has never been open.
        since: Option<Timestamp>,
    },
    /// Nobody calls.
    Open {
        /// When the probe may go.
        probe_at: Timestamp,
    },
    /// The probe is under way.
    HalfOpen {
        /// When it counts as lost.
        probe_until: Timestamp,
    },
}

/// Results of half a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    start: Timestamp,
    calls: u32,
    failures: u32,
}

/// The stored state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerState {
    #[serde(flatten)]
    phase: Phase,
    /// Oldest first.
    slots: Vec<Slot>,
}

impl Default for BreakerState {
    fn default() -> Self {
        Self { phase: Phase::Closed { since: None }, slots: Vec::new() }
    }
}

/// Whether a call may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes; nothing changes.
    Pass,
    /// Yes, as the probe; the state is to be stored first, or two would probe.
    Probe(BreakerState),
    /// No.
    Refuse {
        /// When asking again can help.
        retry_at: Timestamp,
    },
}

impl BreakerState {
    /// Where it stands.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether replies that rest on this dependency may go out at `now`: closed, and for long enough.
    pub fn allows_replies(&self, now: Timestamp, config: &BreakerConfig) -> bool {
        match self.phase {
            Phase::Closed { since } => since.is_none_or(|since| now - since >= config.reply_hold),
            Phase::Open { .. } | Phase::HalfOpen { .. } => false,
        }
    }

    /// Whether a call may go at `now`.
    pub fn admit(&self, now: Timestamp, config: &BreakerConfig) -> Admission {
        match self.phase {
            Phase::Closed { .. } => Admission::Pass,
            Phase::Open { probe_at: until } | Phase::HalfOpen { probe_until: until } if until > now => {
                Admission::Refuse { retry_at: until }
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } => {
                let phase = Phase::HalfOpen { probe_until: now + config.probe_timeout };
                Admission::Probe(Self { phase, slots: Vec::new() })
            }
        }
    }

    /// The state after the result of an admitted call.
    ///
    /// An ordinary call whose result comes in when the breaker is no longer closed says nothing about the present.
    #[must_use]
    pub fn record(
        &self,
        now: Timestamp,
        permit: Permit,
        result: CallResult,
        config: &BreakerConfig,
    ) -> (Self, Option<Transition>) {
        match (self.phase, permit) {
            (Phase::Closed { .. }, _) => self.count(now, result, config),
            (Phase::HalfOpen { .. }, Permit::Probe) => match result {
                CallResult::Success => {
                    let phase = Phase::Closed { since: Some(now) };
                    (Self { phase, slots: Vec::new() }, Some(Transition::Closed))
                }
                CallResult::Failure | CallResult::Fatal => open(now, result, config),
            },
            (Phase::HalfOpen { .. }, Permit::Call) | (Phase::Open { .. }, _) => (self.clone(), None),
        }
    }

    fn count(&self, now: Timestamp, result: CallResult, config: &BreakerConfig) -> (Self, Option<Transition>) {
        let longest = config.rules.iter().map(|rule| rule.window).max().unwrap_or_default();
        let mut slots = self.slots.clone();
        slots.retain(|slot| in_window(slot, now, longest));
        let failures = u32::from(result != CallResult::Success);
        match slots.last_mut() {
            // Also when another host's clock is a little ahead.
            Some(slot) if now - slot.start < SLOT => {
                slot.calls = slot.calls.saturating_add(1);
                slot.failures = slot.failures.saturating_add(failures);
            }
            _ => slots.push(Slot { start: now, calls: 1, failures }),
        }
        if result == CallResult::Fatal || config.rules.iter().any(|rule| rule.trips(&slots, now)) {
            return open(now, result, config);
        }
        (Self { phase: self.phase, slots }, None)
    }
}

fn open(now: Timestamp, result: CallResult, config: &BreakerConfig) -> (BreakerState, Option<Transition>) {
    let pause = if result == CallResult::Fatal { config.fatal_probe_after } else { config.probe_after };
    let phase = Phase::Open { probe_at: now + pause };
    (BreakerState { phase, slots: Vec::new() }, Some(Transition::Opened))
}

/// Whether the slot counts: its start lies within the window, and not in a future that only a bad clock can have written.
fn in_window(slot: &Slot, now: Timestamp, window: Millis) -> bool {
    let age = now - slot.start;
    age < window && age > Millis(-SLOT.0)
}

impl TripRule {
    fn trips(&self, slots: &[Slot], now: Timestamp) -> bool {
        let counted = slots.iter().filter(|slot| in_window(slot, now, self.window));
        let (calls, failures) = counted.fold((0_u64, 0_u64), |(calls, failures), slot| {
            (calls + u64::from(slot.calls), failures + u64::from(slot.failures))
        });
        calls >= u64::from(self.min_calls)
            && match self.threshold {
                Threshold::Above(percent) => failures * 100 > calls * u64::from(percent),
                Threshold::AtLeast(percent) => failures * 100 >= calls * u64::from(percent),
            }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn at(secs: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000_000 + secs * 1_000)
    }

    /// Records ordinary results at the given seconds; returns when it opened.
    fn run(results: impl IntoIterator<Item = (i64, CallResult)>) -> Option<i64> {
        let (config, mut state) = (BreakerConfig::default(), BreakerState::default());
        for (second, result) in results {
            let (next, transition) = state.record(at(second), Permit::Call, result, &config);
            if transition.is_some() {
                return Some(second);
            }
            state = next;
        }
        None
    }

    fn ok(second: i64) -> (i64, CallResult) {
        (second, CallResult::Success)
    }

    fn bad(second: i64) -> (i64, CallResult) {
        (second, CallResult::Failure)
    }

    #[test]
    fn trips_by_the_table() {
        assert_eq!(run((0..9).map(bad)), None, "nine calls prove nothing");
        assert_eq!(run((0..10).map(bad)), Some(9));
        assert_eq!(run((0..5).map(ok).chain((5..10).map(bad))), None, "50 % is not more than 50 %");
        assert_eq!(run((0..5).map(ok).chain((5..11).map(bad))), Some(10));
        assert_eq!(run((0..9).map(|n| bad(n * 60))), None, "spread over nine minutes, five count");
        assert_eq!(run((0..95).map(ok).chain((95..99).map(bad))), None, "99 calls");
        assert_eq!(run((0..95).map(ok).chain((95..100).map(bad))), Some(99), "5 of 100");
        assert_eq!(run((0..96).map(ok).chain((96..100).map(bad)).chain((100..104).map(ok))), None, "4 of 104");
        assert_eq!(run((0..95).map(|n| ok(n * 7)).chain((665..670).map(bad))), None, "the first minute is forgotten");
        assert_eq!(run([(0, CallResult::Fatal)]), Some(0));
    }

    #[test]
    fn an_open_breaker_lets_one_probe_through_after_the_pause() {
        let config = BreakerConfig::default();
        let (open, _) = BreakerState::default().record(at(0), Permit::Call, CallResult::Fatal, &config);
        assert_eq!(open.admit(at(299), &config), Admission::Refuse { retry_at: at(300) });
        let Admission::Probe(half) = open.admit(at(300), &config) else { panic!("no probe") };
        assert_eq!(half.admit(at(301), &config), Admission::Refuse { retry_at: at(360) }, "one at a time");
        assert!(matches!(half.admit(at(360), &config), Admission::Probe(_)), "a lost probe is replaced");

        let (closed, transition) = half.record(at(310), Permit::Probe, CallResult::Success, &config);
        assert_eq!(transition, Some(Transition::Closed));
        assert_eq!(closed.admit(at(310), &config), Admission::Pass);
        assert!(!closed.allows_replies(at(310 + 899), &config));
        assert!(closed.allows_replies(at(310 + 900), &config));

        let (again, transition) = half.record(at(310), Permit::Probe, CallResult::Failure, &config);
        assert_eq!(transition, Some(Transition::Opened));
        assert_eq!(again.admit(at(311), &config), Admission::Refuse { retry_at: at(610) });
        assert!(BreakerState::default().allows_replies(at(0), &config));
        assert!(!open.allows_replies(at(9_999), &config));
    }

    #[test]
    fn results_of_calls_from_before_change_nothing() {
        let config = BreakerConfig::default();
        let (open, _) = BreakerState::default().record(at(0), Permit::Call, CallResult::Fatal, &config);
        let Admission::Probe(half) = open.admit(at(300), &config) else { panic!("no probe") };
        for state in [open, half] {
            for result in [CallResult::Success, CallResult::Failure, CallResult::Fatal] {
                assert_eq!(state.record(at(301), Permit::Call, result, &config), (state.clone(), None));
            }
        }
    }

    #[test]
    fn refused_credentials_of_a_vendor_pause_for_a_quarter_of_an_hour() {
        let config = BreakerConfig::vendor();
        let (open, _) = BreakerState::default().record(at(0), Permit::Call, CallResult::Fatal, &config);
        assert_eq!(open.phase(), Phase::Open { probe_at: at(900) });
    }

    #[test]
    fn the_state_is_small_and_survives_storage() {
        let config = BreakerConfig::default();
        let mut state = BreakerState::default();
        for second in 0..10_000 {
            state = state.record(at(second), Permit::Call, CallResult::Success, &config).0;
        }
        assert!(state.slots.len() <= 21, "{}", state.slots.len());
        let stored = serde_json::to_value(&state).unwrap();
        assert_eq!(serde_json::from_value::<BreakerState>(stored).unwrap(), state);
    }

    proptest! {
        #[test]
        fn whatever_happens_calls_pass_again_after_one_good_probe(
            history in prop::collection::vec((-100_000_i64..400_000, 0_u8..3, any::<bool>()), 0..80),
        ) {
            let config = BreakerConfig::default();
            let (mut now, mut state) = (at(0), BreakerState::default());
            for (pause, result, probe) in history {
                now = now + Millis(pause);
                let result = [CallResult::Success, CallResult::Failure, CallResult::Fatal][usize::from(result)];
                if let Admission::Probe(next) = state.admit(now, &config) {
                    state = next;
                }
                state = state.record(now, if probe { Permit::Probe } else { Permit::Call }, result, &config).0;
            }
            if let Admission::Refuse { retry_at } = state.admit(now, &config) {
                now = retry_at;
            }
            if let Admission::Probe(next) = state.admit(now, &config) {
                state = next.record(now, Permit::Probe, CallResult::Success, &config).0;
            }
            prop_assert_eq!(state.admit(now, &config), Admission::Pass);
        }
    }
}
