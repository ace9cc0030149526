//! What chance does to a call.

use switchboard_domain::{Millis, Randomness};

use crate::faults::Faults;

/// Decided before the call is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The connection is cut, nothing is applied.
    Cut,
    /// 429, nothing is applied.
    RateLimited,
    /// A server error, nothing is applied.
    ServerError,
    /// The call is carried out.
    Apply(After),
}

/// What becomes of the answer of a call that is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Answer,
    ServerError,
    Truncate,
    /// No answer; the call is applied this much later.
    Lost(Millis),
}

/// Draws the fate of one call. Every rate is drawn, in one order, so that a seed gives the same run.
pub(crate) fn draw(faults: &Faults, operation: &str, random: &dyn Randomness) -> Fate {
    let rates = [
        faults.refuse_rate,
        faults.rate_429_rate,
        faults.error_rate,
        faults.error_after_apply_rate,
        faults.lost_answer_rate,
        faults.truncate_rate,
    ];
    let hits = rates.map(|rate| chance(rate, random));
    if !faults.concerns(operation) {
        return Fate::Apply(After::Answer);
    }
    match hits.iter().position(|hit| *hit) {
        None => Fate::Apply(After::Answer),
        Some(0) => Fate::Cut,
        Some(1) => Fate::RateLimited,
        Some(2) => Fate::ServerError,
        Some(3) => Fate::Apply(After::ServerError),
        Some(4) => Fate::Apply(After::Lost(Millis(i64::from(faults.late_apply_ms)))),
        Some(_) => Fate::Apply(After::Truncate),
    }
}

/// How late the answer comes.
pub(crate) fn latency(faults: &Faults, operation: &str, random: &dyn Randomness) -> Millis {
    let jitter = random.below(u64::from(faults.latency_jitter_ms) + 1);
    if faults.concerns(operation) {
        Millis(i64::from(faults.latency_ms) + i64::try_from(jitter).unwrap_or(0))
    } else {
        Millis(0)
    }
}

/// True with the probability `rate`.
pub(crate) fn chance(rate: f64, random: &dyn Randomness) -> bool {
    (random.below(1_000_000) as f64) < rate * 1_000_000.0
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SeededRandomness;

    use super::*;

    #[test]
    fn rates_hold_roughly_and_a_seed_repeats() {
        let faults = Faults { error_rate: 0.2, lost_answer_rate: 0.1, ..Faults::default() };
        let run = |seed| {
            let random = SeededRandomness::new(seed);
            (0..10_000).map(|_| draw(&faults, "read_ticket", &random)).collect::<Vec<_>>()
        };
        let fates = run(5);
        assert_eq!(fates, run(5));
        let count = |fate| fates.iter().filter(|f| **f == fate).count();
        assert!((1_800..2_200).contains(&count(Fate::ServerError)));
        assert!((680..920).contains(&count(Fate::Apply(After::Lost(Millis(0))))));
    }

    #[test]
    fn certain_and_impossible() {
        let random = SeededRandomness::new(1);
        assert!((0..1_000).all(|_| chance(1.0, &random)));
        assert!((0..1_000).all(|_| !chance(0.0, &random)));
        let only = Faults { error_rate: 1.0, only_operations: vec!["add_tags".into()], ..Faults::default() };
        assert_eq!(draw(&only, "read_ticket", &random), Fate::Apply(After::Answer));
        assert_eq!(draw(&only, "add_tags", &random), Fate::ServerError);
    }
}
