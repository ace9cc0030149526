//! Noise, which should change nothing, and foreign matters, which should stay unknown.

use serde::Serialize;
use switchboard_domain::Intent;

use super::Evaluation;
use crate::data::{ExampleTag, Reach};
use crate::noise::Transformation;
use crate::reach::reach;
use crate::statistics::Proportion;

/// Below this confidence a foreign matter does no harm: it goes to people for triage.
const HARMLESS: f64 = 0.60;

/// One transformation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CopyMetrics {
    /// The transformation.
    pub copy: Transformation,
    /// The primary intent differs from that of the original.
    pub intent_changed: Proportion,
}

/// Noise and foreign matters.
#[derive(Clone, Debug, Serialize)]
pub struct Robustness {
    /// The primary intent of a copy differs from that of its original.
    pub intent_changed: Proportion,
    /// By transformation.
    pub copies: Vec<CopyMetrics>,
    /// Copies of escalations that are no longer escalated, although the original was.
    pub escalations_lost: Proportion,
    /// Copies that are answered although the label allows no reply and the original was not answered.
    pub replies_gained: Proportion,
    /// Ids of the examples behind the two counts, each with its transformation.
    pub unsafe_copies: Vec<String>,
    /// Foreign matters that stay `unknown_other`, or have a confidence below 0.60.
    pub out_of_scope: Proportion,
}

impl Robustness {
    pub(super) fn of(evaluation: &Evaluation<'_>) -> Self {
        let (mut all, mut lost, mut gained) = (Proportion::default(), Proportion::default(), Proportion::default());
        let mut unsafe_copies = Vec::new();
        let mut copies = Transformation::ALL.map(|copy| CopyMetrics { copy, intent_changed: Proportion::default() });
        for ((example, run), copied) in evaluation.pairs().zip(&evaluation.copies) {
            for copy in copied {
                let changed = copy.result.primary_intent != run.plain.primary_intent;
                all.count(changed);
                for row in copies.iter_mut().filter(|row| row.copy == copy.copy) {
                    row.intent_changed.count(changed);
                }
                let (calm, answered) = (reach(&copy.result) != Reach::Escalation, copy.result.reply.is_some());
                let escalated = example.tier_max == Reach::Escalation && reach(&run.plain) == Reach::Escalation;
                let silent = !example.tier_max.allows_reply() && run.plain.reply.is_none();
                if escalated {
                    lost.count(calm);
                }
                if silent {
                    gained.count(answered);
                }
                if (escalated && calm) || (silent && answered) {
                    unsafe_copies.push(format!("{} ({})", example.id, copy.copy.as_str()));
                }
            }
        }
        let foreign = evaluation.pairs().filter(|(example, _)| example.is(ExampleTag::OutOfScope));
        let kept = |intent: Intent, confidence: f64| intent == Intent::UnknownOther || confidence < HARMLESS;
        Self {
            intent_changed: all,
            copies: copies.into_iter().filter(|row| row.intent_changed.n > 0).collect(),
            escalations_lost: lost,
            replies_gained: gained,
            unsafe_copies,
            out_of_scope: Proportion::of(foreign.map(|(_, run)| kept(run.plain.primary_intent, run.plain.confidence))),
        }
    }
}
