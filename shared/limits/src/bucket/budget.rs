//! Who gets how much of a vendor's budget: classes, cooldown after refusals, and tolerance of bad clocks.
//!
//! Pure: a state, the time and a request give a decision and the next state.

use serde::{Deserialize, Serialize};
use switchboard_domain::{EventClass, Millis, Timestamp};

use super::gcra::Gcra;

/// Figures of a vendor's budget. The defaults are Richpanel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetConfig {
    /// Calls per window: 40, our share of the vendor's 50 per account.
    pub requests: u32,
    /// The vendor's window: 30 s.
    pub window: Millis,
    /// Calls that may start at once: 8; with `requests` it stays under the vendor's limit in any window.
    pub burst: u32,
    /// Background calls are granted while the backlog is under this share of the window: 20 %.
    pub background_percent: u8,
    /// Normal calls are granted while the backlog is under this share of the window: 80 %. The rest is kept for
    /// interactive calls, of the window as of their wait.
    pub normal_percent: u8,
    /// How long interactive calls wait: 10 s. A normal call that would make one wait longer is not granted.
    pub interactive_wait: Millis,
    /// By how much the clocks of the hosts may differ: 1 s.
    pub skew: Millis,
    /// Longest time that a refusal (429) may ask for: 120 s.
    pub max_retry_after: Millis,
    /// Refusals within `refusal_window` that halve the pace: 5.
    pub refusals_to_halve: usize,
    /// Where refusals are counted: 5 min.
    pub refusal_window: Millis,
    /// How long the pace stays halved: 10 min.
    pub halved_for: Millis,
    /// Most workers at a time: 5. Without the shared row each keeps to `1 / (2 x max_concurrency)` of the pace.
    pub max_concurrency: u32,
}

impl Default for BudgetConfig {
    fn default() -> Self {
        Self {
            requests: 40,
            window: Millis::from_secs(30),
            burst: 8,
            background_percent: 20,
            normal_percent: 80,
            interactive_wait: Millis::from_secs(10),
            skew: Millis::from_secs(1),
            max_retry_after: Millis::from_secs(120),
            refusals_to_halve: 5,
            refusal_window: Millis::from_mins(5),
            halved_for: Millis::from_mins(10),
            max_concurrency: 5,
        }
    }
}

/// How much of the budget this installation may use at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Budget {
    /// All of it.
    #[default]
    Full,
    /// Half of it: safe mode.
    Halved,
}

/// What a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Calls, 1 to the burst.
    pub cost: u32,
    /// On whose behalf.
    pub class: EventClass,
    /// How long it can wait for the start; more than a window counts as a window.
    pub max_wait: Millis,
    /// Mode of the installation.
    pub budget: Budget,
}

/// The stored state of a budget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetState {
    /// Theoretical arrival time, see [`super::gcra`].
    pub tat: Timestamp,
    /// No call starts before this instant.
    pub cooldown_until: Option<Timestamp>,
    /// Latest refusals by the vendor, oldest first.
    #[serde(default)]
    pub refusals: Vec<Timestamp>,
    /// The pace is halved until then.
    #[serde(default)]
    pub halved_until: Option<Timestamp>,
    /// Clock of whoever wrote last.
    pub updated_at: Timestamp,
}

/// Answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Start then; the state is to be stored first.
    Grant {
        /// Not before this instant.
        start_at: Timestamp,
        /// The next state.
        state: BudgetState,
    },
    /// Do not wait.
    Deny {
        /// When asking again can help.
        retry_at: Timestamp,
    },
}

impl BudgetConfig {
    /// The bucket at full pace.
    pub fn gcra(&self) -> Gcra {
        Gcra::new(self.requests, self.window, self.burst)
    }

    /// The bucket of one worker that cannot read the shared row.
    pub fn local_gcra(&self) -> Gcra {
        let share = i64::from(self.max_concurrency.max(1)) * 2;
        Gcra::new(self.requests, Millis(self.window.0.saturating_mul(share)), 1)
    }

    /// The share of a span.
    fn percent(span: Millis, percent: u8) -> Millis {
        Millis(span.0.saturating_mul(i64::from(percent)) / 100)
    }

    /// The state as this host may believe it. A row written under a clock that was far ahead would otherwise stop all
    /// calls until that time comes.
    fn plausible(&self, state: &BudgetState, now: Timestamp) -> BudgetState {
        let gcra = self.gcra();
        // The latest TAT an honest host can write: granted a window ahead at a quarter of the pace.
        let tat = now + Millis(self.window.0 + 4 * gcra.tolerance().0 + self.skew.0);
        let cooldown = now + Millis(self.max_retry_after.0 + self.max_retry_after.0 / 5 + self.skew.0);
        let halved = now + Millis(self.halved_for.0 + self.skew.0);
        BudgetState {
            tat: state.tat.min(tat),
            cooldown_until: state.cooldown_until.map(|until| until.min(cooldown)),
            refusals: state.refusals.clone(),
            halved_until: state.halved_until.map(|until| until.min(halved)),
            updated_at: state.updated_at.min(now + self.window),
        }
    }

    /// Grants or denies a request at `now`.
    pub fn decide(&self, state: &BudgetState, now: Timestamp, request: &Request) -> Decision {
        let state = self.plausible(state, now);
        // A clock that is behind by more than the tolerance would see a backlog that is not there.
        let now = now.max(state.updated_at.saturating_sub(self.skew));
        let earliest = state.cooldown_until.map_or(now, |until| until.max(now));
        let slowdown = if state.halved_until.is_some_and(|until| until > now) { 2 } else { 1 }
            * match request.budget {
                Budget::Full => 1,
                Budget::Halved => 2,
            };
        let gcra = self.gcra();
        let offer = gcra.offer(state.tat, earliest, request.cost, slowdown);
        let mut retry_at = None;
        if offer.start_at - now > request.max_wait.min(self.window) {
            retry_at = Some(offer.start_at);
        }
        let share = match request.class {
            EventClass::Background => Some(self.background_percent),
            EventClass::Normal => Some(self.normal_percent),
            EventClass::Interactive => None,
        };
        if let Some(percent) = share {
            let room = Self::percent(self.window, percent);
            if state.tat - now >= room {
                retry_at = retry_at.max(Some(state.tat.saturating_sub(room) + Millis(1)));
            }
            // Live chat must still be served in time after this call.
            let chat = gcra.offer(offer.tat, earliest, 1, slowdown).start_at - now;
            let room = Self::percent(self.interactive_wait, self.normal_percent);
            if chat > room {
                retry_at = retry_at.max(Some(now + Millis(chat.0 - room.0)));
            }
        }
        match retry_at {
            Some(retry_at) => Decision::Deny { retry_at },
            None => Decision::Grant {
                start_at: offer.start_at,
                state: BudgetState { tat: offer.tat, updated_at: state.updated_at.max(now), ..state },
            },
        }
    }

    /// How long a refusal asks for: capped, and a window when the vendor does not say.
    pub fn refusal_wait(&self, retry_after: Option<Millis>) -> Millis {
        retry_after.unwrap_or(self.window).clamp(Millis(0), self.max_retry_after)
    }

    /// The state after a refusal (429) at `now` that keeps everybody away for `wait`, jitter included.
    #[must_use]
    pub fn refused(&self, state: &BudgetState, now: Timestamp, wait: Millis) -> BudgetState {
        let mut next = self.plausible(state, now);
        next.cooldown_until = next.cooldown_until.max(Some(now + wait));
        next.updated_at = next.updated_at.max(now);
        let window = self.refusal_window;
        next.refusals.retain(|at| *at > now.saturating_sub(window));
        next.refusals.push(now);
        if next.refusals.len() >= self.refusals_to_halve {
            next.halved_until = Some(now + self.halved_for);
            next.refusals.clear();
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use switchboard_domain::EventClass::{Background, Interactive, Normal};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);

    fn request(class: EventClass) -> Request {
        let max_wait = match class {
            Interactive => Millis::from_secs(10),
            Normal => Millis::from_secs(15),
            Background => Millis(0),
        };
        Request { cost: 1, class, max_wait, budget: Budget::Full }
    }

    fn backlog(ms: i64) -> BudgetState {
        BudgetState { tat: NOW + Millis(ms), updated_at: NOW, ..BudgetState::default() }
    }

    /// Wait until the start, or `None` when denied.
    fn wait(state: &BudgetState, request: Request) -> Option<i64> {
        match BudgetConfig::default().decide(state, NOW, &request) {
            Decision::Grant { start_at, .. } => Some((start_at - NOW).0),
            Decision::Deny { retry_at } => {
                assert!(retry_at > NOW);
                None
            }
        }
    }

    #[test]
    fn classes_get_their_shares() {
        for (ms, class, expected) in [
            // Background never waits: the burst of 6 s, which is also 20 % of the window.
            (0, Background, Some(0)),
            (5_250, Background, Some(0)),
            (5_251, Background, None),
            (6_000, Background, None),
            // Normal may wait, but leaves 20 % of the interactive wait: start of the next one within 8 s.
            (5_250, Normal, Some(0)),
            (9_000, Normal, Some(3_750)),
            (12_500, Normal, Some(7_250)),
            (12_501, Normal, None),
            // Interactive up to its own wait of 10 s.
            (12_501, Interactive, Some(7_251)),
            (15_250, Interactive, Some(10_000)),
            (15_251, Interactive, None),
        ] {
            assert_eq!(wait(&backlog(ms), request(class)), expected, "{class:?} at a backlog of {ms} ms");
        }
    }

    #[test]
    fn the_share_of_the_window_holds_whatever_the_wait() {
        // With an unbounded interactive wait only the window counts: 80 % of it is 24 s.
        let config = BudgetConfig { interactive_wait: Millis::from_secs(1_000), ..BudgetConfig::default() };
        let patient = Request { max_wait: Millis::from_secs(500), ..request(Normal) };
        let granted = |ms| matches!(config.decide(&backlog(ms), NOW, &patient), Decision::Grant { .. });
        assert!(granted(23_999));
        assert!(!granted(24_000));
        let background = Request { class: Background, ..patient };
        assert!(
            matches!(config.decide(&backlog(6_000), NOW, &background), Decision::Deny { retry_at } if retry_at == NOW + Millis(1))
        );
    }

    #[test]
    fn nobody_starts_before_the_end_of_a_cooldown() {
        let cooling = |seconds| BudgetState { cooldown_until: Some(NOW + Millis::from_secs(seconds)), ..backlog(0) };
        assert_eq!(wait(&cooling(5), request(Interactive)), Some(5_000));
        assert_eq!(wait(&cooling(5), request(Normal)), Some(5_000));
        assert_eq!(wait(&cooling(5), request(Background)), None);
        assert_eq!(wait(&cooling(9), request(Interactive)), Some(9_000));
        assert_eq!(wait(&cooling(9), request(Normal)), None, "else live chat would be put off before mail");
        assert_eq!(wait(&cooling(11), request(Interactive)), None);
        assert_eq!(wait(&cooling(-1), request(Background)), Some(0));
    }

    #[test]
    fn after_a_cooldown_the_burst_is_not_larger_than_ever() {
        let config = BudgetConfig::default();
        let mut state = BudgetState { cooldown_until: Some(NOW + Millis::from_secs(3)), ..BudgetState::default() };
        let mut starts = Vec::new();
        while let Decision::Grant { start_at, state: next } = config.decide(&state, NOW, &request(Interactive)) {
            starts.push((start_at - NOW).0);
            state = next;
        }
        assert_eq!(starts[..10], [3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_750, 4_500]);
    }

    #[test]
    fn five_refusals_in_five_minutes_halve_the_pace_for_ten() {
        let config = BudgetConfig::default();
        let refuse = |state: &BudgetState, at| config.refused(state, at, Millis(0));
        let mut state = BudgetState::default();
        for n in 0..4 {
            state = refuse(&state, NOW + Millis::from_secs(n * 60));
        }
        assert_eq!(state.halved_until, None);
        let late = refuse(&state, NOW + Millis::from_secs(300));
        assert_eq!(late.halved_until, None, "the first one is five minutes old");
        let at = NOW + Millis::from_secs(299);
        let halved = refuse(&state, at);
        assert_eq!(halved.halved_until, Some(at + Millis::from_mins(10)));
        assert_eq!(halved.refusals, [], "counted anew afterwards");

        let immediate = |now| {
            let mut state = BudgetState { cooldown_until: None, ..halved.clone() };
            let mut count = 0;
            while let Decision::Grant { start_at, state: next } = config.decide(&state, now, &request(Interactive))
                && start_at == now
            {
                (state, count) = (next, count + 1);
            }
            count
        };
        assert_eq!(immediate(at + Millis(599_999)), 4);
        assert_eq!(immediate(at + Millis(600_000)), 8);
    }

    #[test]
    fn safe_mode_halves_and_the_halves_multiply() {
        let count = |budget, halved_until| {
            let mut state = BudgetState { halved_until, ..BudgetState::default() };
            let mut count = 0;
            let request = Request { budget, max_wait: Millis(0), ..request(Interactive) };
            while let Decision::Grant { state: next, .. } = BudgetConfig::default().decide(&state, NOW, &request) {
                (state, count) = (next, count + 1);
            }
            count
        };
        let later = Some(NOW + Millis(1));
        assert_eq!(count(Budget::Full, None), 8);
        assert_eq!(count(Budget::Halved, None), 4);
        assert_eq!(count(Budget::Full, later), 4);
        assert_eq!(count(Budget::Halved, later), 2);
    }

    #[test]
    fn refusals_wait_as_asked_within_bounds() {
        let config = BudgetConfig::default();
        for (asked, expected) in [(None, 30), (Some(7), 7), (Some(900), 120), (Some(-5), 0)] {
            assert_eq!(config.refusal_wait(asked.map(Millis::from_secs)), Millis::from_secs(expected), "{asked:?}");
        }
        let state = config.refused(&BudgetState::default(), NOW, Millis::from_secs(60));
        let state = config.refused(&state, NOW, Millis::from_secs(1));
        assert_eq!(state.cooldown_until, Some(NOW + Millis::from_secs(60)), "never shortened");
    }

    #[test]
    fn a_clock_behind_within_the_tolerance_changes_nothing_and_beyond_it_is_corrected() {
        let ahead = |ms| BudgetState { updated_at: NOW + Millis(ms), ..backlog(6_000 + ms) };
        assert_eq!(wait(&ahead(0), request(Normal)), Some(750));
        assert_eq!(wait(&ahead(1_000), request(Normal)), Some(1_750));
        // 20 s behind: taken for the other's time less a second, so the wait is not 20 s longer.
        let Decision::Grant { start_at, .. } = BudgetConfig::default().decide(&ahead(20_000), NOW, &request(Normal))
        else {
            panic!("denied")
        };
        assert_eq!(start_at - NOW, Millis(19_000 + 1_750));
    }

    #[test]
    fn a_row_from_the_far_future_does_not_stop_all_calls_for_long() {
        let year = NOW + Millis::from_hours(24 * 365);
        let state = BudgetState {
            tat: year,
            cooldown_until: Some(year),
            halved_until: Some(year),
            updated_at: year,
            refusals: vec![year],
        };
        let later = NOW + Millis::from_secs(1);
        let Decision::Deny { retry_at } = BudgetConfig::default().decide(&state, later, &request(Interactive)) else {
            panic!("granted at once")
        };
        assert!(retry_at - NOW < Millis::from_mins(4), "{retry_at}");
    }

    fn class() -> impl Strategy<Value = EventClass> {
        prop_oneof![Just(Background), Just(Normal), Just(Interactive)]
    }

    proptest! {
        #[test]
        fn live_chat_is_never_put_off_while_others_are_granted(
            tat in -50_000_i64..50_000,
            cooldown in -20_000_i64..40_000,
            halved: bool,
            safe: bool,
            cost in 1_u32..9,
            other in prop_oneof![Just(Background), Just(Normal)],
            max_wait in 0_i64..60_000,
        ) {
            let state = BudgetState {
                cooldown_until: Some(NOW + Millis(cooldown)),
                halved_until: halved.then_some(NOW + Millis(5_000)),
                ..backlog(tat)
            };
            let budget = if safe { Budget::Halved } else { Budget::Full };
            let config = BudgetConfig::default();
            let other = Request { cost, class: other, max_wait: Millis(max_wait), budget };
            if let Decision::Grant { state, .. } = config.decide(&state, NOW, &other) {
                let chat = Request { budget, ..request(Interactive) };
                let granted = matches!(config.decide(&state, NOW, &chat), Decision::Grant { .. });
                prop_assert!(granted, "neither before nor after the other one");
            }
        }

        #[test]
        fn any_window_stays_under_the_vendors_limit(
            calls in prop::collection::vec((0_i64..4_000, class(), any::<bool>(), 0_u8..40), 1..300),
        ) {
            let config = BudgetConfig::default();
            let (mut now, mut state, mut starts) = (NOW, BudgetState::default(), Vec::new());
            for (pause, class, safe, refused) in calls {
                now = now + Millis(pause);
                if refused == 0 {
                    state = config.refused(&state, now, Millis::from_secs(2));
                }
                let budget = if safe { Budget::Halved } else { Budget::Full };
                let request = Request { budget, ..request(class) };
                if let Decision::Grant { start_at, state: next } = config.decide(&state, now, &request) {
                    prop_assert!(start_at >= now && start_at - now <= request.max_wait);
                    state = next;
                    starts.push(start_at);
                }
            }
            for first in &starts {
                let in_window = starts.iter().filter(|at| *at >= first && **at - *first <= Millis::from_secs(30));
                prop_assert!(in_window.count() <= 48);
            }
        }

        #[test]
        fn no_state_panics(tat: i64, cooldown: Option<i64>, halved: Option<i64>, updated: i64, now: i64, max_wait: i64, cost: u32, class in class()) {
            let at = Timestamp::from_millis;
            let state = BudgetState {
                tat: at(tat),
                cooldown_until: cooldown.map(at),
                refusals: vec![at(tat)],
                halved_until: halved.map(at),
                updated_at: at(updated),
            };
            let request = Request { cost, class, max_wait: Millis(max_wait), budget: Budget::Halved };
            let config = BudgetConfig::default();
            config.decide(&state, at(now), &request);
            config.decide(&config.refused(&state, at(now), Millis(max_wait)), at(now), &request);
        }
    }
}
