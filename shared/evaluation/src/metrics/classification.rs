//! Intents: which, how sure, and what else.

use serde::Serialize;
use switchboard_domain::Intent;

use crate::data::Example;
use crate::run::ExampleRun;
use crate::statistics::{Confusion, F1Counts, Interval, Proportion, class_intervals};

/// Metrics of one intent.
#[derive(Clone, Debug, Serialize)]
pub struct IntentMetrics {
    /// The intent.
    pub intent: Intent,
    /// Examples that have it.
    pub support: u32,
    /// Right among those given it.
    pub precision: Proportion,
    /// Found among those that have it.
    pub recall: Proportion,
    /// Harmonic mean of both.
    pub f1: Interval,
}

/// How well intents are told.
#[derive(Clone, Debug, Serialize)]
pub struct Classification {
    /// Primary intent right.
    pub accuracy: Proportion,
    /// Mean F1 over intents with examples.
    pub macro_f1: Interval,
    /// Mean F1 weighted by examples.
    pub weighted_f1: Interval,
    /// Primary intent among the decision's and the best other candidate.
    pub top2_accuracy: Proportion,
    /// F1 of the sets of secondary intents, counted over all examples.
    pub secondary_f1: Interval,
    /// Decided as `unknown_other`.
    pub unknown_share: Proportion,
    /// Intents with examples or answers, in the order of the taxonomy.
    pub intents: Vec<IntentMetrics>,
    /// True against given.
    #[serde(skip)]
    pub confusion: Confusion,
}

impl Classification {
    pub(super) fn of(measured: &[(&Example, &ExampleRun)], seed: u64) -> Self {
        let pairs: Vec<_> = measured.iter().map(|(example, run)| (example.primary, run.plain.primary_intent)).collect();
        let secondary: Vec<_> = measured.iter().map(|(example, run)| secondary_counts(example, run)).collect();
        let intervals = class_intervals(&pairs, &secondary, seed);
        let confusion = Confusion::of(pairs.iter().copied());
        let counts = confusion.by_intent();
        let seen = |c: &F1Counts| c.tp + c.fp + c.fn_ > 0;
        let intents = Intent::all()
            .zip(counts)
            .zip(&intervals.by_intent)
            .filter(|((_, c), _)| seen(c))
            .map(|((intent, c), f1)| IntentMetrics {
                intent,
                support: c.tp + c.fn_,
                precision: Proportion { hits: c.tp as usize, n: (c.tp + c.fp) as usize },
                recall: Proportion { hits: c.tp as usize, n: (c.tp + c.fn_) as usize },
                f1: *f1,
            })
            .collect();
        Self {
            accuracy: Proportion::of(pairs.iter().map(|(truth, got)| truth == got)),
            macro_f1: intervals.macro_f1,
            weighted_f1: intervals.weighted_f1,
            top2_accuracy: Proportion::of(measured.iter().map(|(example, run)| run.top2.contains(&example.primary))),
            secondary_f1: intervals.secondary_f1,
            unknown_share: Proportion::of(pairs.iter().map(|(_, got)| *got == Intent::UnknownOther)),
            intents,
            confusion,
        }
    }

    /// The intents with most examples, the most frequent first; at most `count`.
    pub fn most_frequent(&self, count: usize) -> Vec<&IntentMetrics> {
        let mut intents: Vec<_> = self.intents.iter().filter(|intent| intent.support > 0).collect();
        intents.sort_by_key(|intent| std::cmp::Reverse(intent.support));
        intents.truncate(count);
        intents
    }
}

fn secondary_counts(example: &Example, run: &ExampleRun) -> F1Counts {
    let got = &run.plain.secondary_intents;
    let tp = got.iter().filter(|intent| example.secondaries.contains(intent)).count() as u32;
    F1Counts { tp, fp: got.len() as u32 - tp, fn_: example.secondaries.len() as u32 - tp }
}
