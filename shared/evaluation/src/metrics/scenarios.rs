//! Cases with expectations.

use serde::Serialize;
use switchboard_domain::outcome::MatchedBy;

use super::Evaluation;
use crate::statistics::Proportion;

/// How cases met their expectations.
#[derive(Clone, Debug, Serialize)]
pub struct Scenarios {
    /// Every expectation held.
    pub passed: Proportion,
    /// Another order than expected, or one where none may be, among cases that name the match.
    pub wrong_orders: Proportion,
    /// No order matched, among cases in which none may be.
    pub no_guess: Proportion,
    /// Ids of cases that failed.
    pub failed: Vec<String>,
}

impl Scenarios {
    pub(super) fn of(evaluation: &Evaluation<'_>) -> Self {
        let mut counts = Self {
            passed: Proportion::default(),
            wrong_orders: Proportion::default(),
            no_guess: Proportion::default(),
            failed: Vec::new(),
        };
        for (scenario, run) in evaluation.data.scenarios.iter().zip(&evaluation.scenarios) {
            counts.passed.count(run.mismatches.is_empty());
            if !run.mismatches.is_empty() {
                counts.failed.push(scenario.id.clone());
            }
            if let Some(wanted) = scenario.expect.order_match() {
                let matched = run.result.order_match.by != MatchedBy::None;
                let differs = run.mismatches.iter().any(|mismatch| mismatch.field == "order_match");
                counts.wrong_orders.count(matched && differs);
                if wanted.forbids_match() {
                    counts.no_guess.count(!matched);
                }
            }
        }
        counts
    }
}
