//! Routing confidence and the thresholds it is held against.

use std::collections::BTreeMap;

use switchboard_domain::{Candidate, Intent};

use crate::intents::STRONG;

/// Taken away once for each doubt: a narrow lead, a very short text, two strong candidates.
const DEDUCTION: f64 = 0.10;
/// A lead below this is narrow.
const NARROW: f64 = 0.10;
/// A text with fewer words is very short.
const FEW_WORDS: usize = 3;

/// Probability at which an action begins, with exceptions by intent.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// For every intent without an exception.
    pub default: f64,
    /// Exceptions.
    pub by_intent: BTreeMap<Intent, f64>,
}

impl Threshold {
    /// The value that holds for the intent.
    pub fn of(&self, intent: Intent) -> f64 {
        self.by_intent.get(&intent).copied().unwrap_or(self.default)
    }
}

/// All thresholds of the policy, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// The intent's team gets the ticket.
    pub route: Threshold,
    /// Email Support gets it marked as uncertain; below this, for manual triage.
    pub uncertain: f64,
    /// A Tier 1 reply is possible.
    pub tier1: Threshold,
    /// Lead over the second candidate that a Tier 1 reply needs.
    pub tier1_margin: f64,
    /// A Tier 2 reply is possible.
    pub tier2: Threshold,
    /// What the verifier's confidence must reach.
    pub verifier: f64,
    /// What the built-in classifier must reach to route in place of an unavailable model (0.70).
    pub fallback_route: f64,
}

/// How sure the classification is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Confidence {
    /// Probability of the primary intent after deductions, 4 decimals.
    pub(crate) routing: f64,
    /// Lead of the top candidate over the second, 4 decimals; 1 for a single one.
    pub(crate) margin: f64,
}

impl Confidence {
    /// A confidence without doubts.
    pub(crate) fn certain(probability: f64) -> Self {
        Self { routing: round4(probability), margin: 1.0 }
    }

    /// The chosen primary's probability less the deductions, never below 0.
    pub(crate) fn of(primary: f64, candidates: &[Candidate], words: usize) -> Self {
        let margin = match candidates {
            [first, second, ..] => round4(first.confidence - second.confidence),
            _ => 1.0,
        };
        let strong = candidates.iter().filter(|c| round4(c.confidence) > STRONG).count();
        let doubts = [margin < NARROW, words < FEW_WORDS, strong >= 2];
        let taken = doubts.iter().filter(|doubt| **doubt).map(|_| DEDUCTION).sum::<f64>();
        Self { routing: round4((primary - taken).max(0.0)), margin }
    }
}

/// What the routing confidence means for the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Band {
    /// By intent.
    Normal,
    /// Email Support, marked as uncertain.
    Uncertain,
    /// Email Support, for manual triage.
    Triage,
}

impl Thresholds {
    pub(crate) fn band(&self, intent: Intent, confidence: Confidence) -> Band {
        if confidence.routing >= self.route.of(intent) {
            Band::Normal
        } else if confidence.routing >= self.uncertain {
            Band::Uncertain
        } else {
            Band::Triage
        }
    }

    pub(crate) fn allows_tier1(&self, intent: Intent, confidence: Confidence) -> bool {
        confidence.routing >= self.tier1.of(intent) && confidence.margin >= self.tier1_margin
    }

    pub(crate) fn allows_tier2(&self, intent: Intent, confidence: Confidence) -> bool {
        confidence.routing >= self.tier2.of(intent)
    }
}

/// Rounds to the 4 decimals in which confidences are compared and recorded.
pub(crate) fn round4(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use Intent::*;

    fn confidence(list: &[(Intent, f64)], words: usize) -> Confidence {
        let candidates: Vec<_> = list.iter().map(|&(intent, confidence)| Candidate { intent, confidence }).collect();
        Confidence::of(list[0].1, &candidates, words)
    }

    #[test]
    fn deductions_row_by_row() {
        type Row = (&'static [(Intent, f64)], usize, f64, f64);
        #[rustfmt::skip]
        let rows: &[Row] = &[
            (&[(DamagedItem, 0.9)], 8, 0.9, 1.0),
            (&[(DamagedItem, 0.9)], 2, 0.8, 1.0),
            (&[(DamagedItem, 0.9), (RefundRequest, 0.8)], 8, 0.8, 0.1),
            (&[(DamagedItem, 0.5), (RefundRequest, 0.41)], 8, 0.4, 0.09),
            (&[(DamagedItem, 0.9), (RefundRequest, 0.85)], 8, 0.7, 0.05),
            (&[(DamagedItem, 0.9), (RefundRequest, 0.55)], 8, 0.9, 0.35),
            (&[(DamagedItem, 0.15), (RefundRequest, 0.1)], 1, 0.0, 0.05),
        ];
        for (list, words, routing, margin) in rows {
            assert_eq!(confidence(list, *words), Confidence { routing: *routing, margin: *margin }, "{list:?}");
        }
    }

    #[test]
    fn a_threshold_met_exactly_is_met_and_a_missing_exception_means_the_default() {
        let thresholds = Thresholds {
            route: Threshold { default: 0.6, by_intent: BTreeMap::new() },
            uncertain: 0.5,
            tier1: Threshold { default: 0.6, by_intent: [(CancelOrder, 0.65)].into() },
            tier1_margin: 0.1,
            tier2: Threshold { default: 0.85, by_intent: BTreeMap::new() },
            verifier: 0.8,
            fallback_route: 0.7,
        };
        let at = |routing| Confidence { routing, margin: 1.0 };
        for (routing, band) in
            [(0.6, Band::Normal), (0.5999, Band::Uncertain), (0.5, Band::Uncertain), (0.4999, Band::Triage)]
        {
            assert_eq!(thresholds.band(DamagedItem, at(routing)), band, "{routing}");
        }
        assert!(thresholds.allows_tier1(DamagedItem, at(0.6)) && !thresholds.allows_tier1(CancelOrder, at(0.64)));
        assert!(!thresholds.allows_tier1(DamagedItem, Confidence { routing: 0.9, margin: 0.0999 }));
        assert!(thresholds.allows_tier2(OrderStatusTracking, at(0.85)));
    }
}
