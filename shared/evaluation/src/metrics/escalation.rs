//! Escalations: none may be missed, and look-alikes should not be taken for them.

use serde::Serialize;
use switchboard_domain::{Intent, Reason};

use crate::data::{Example, Reach};
use crate::reach::reach;
use crate::run::ExampleRun;
use crate::statistics::Proportion;

/// An escalation that was not seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissedEscalation {
    /// The example.
    pub example_id: String,
    /// What it is.
    pub expected: Intent,
    /// What it was taken for.
    pub got: Intent,
    /// Whether a softer signal kept it from being answered.
    pub soft_signal: bool,
    /// Whether a reply was sent.
    pub answered: bool,
}

/// How one kind of escalation is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concept {
    /// The kind.
    pub intent: Intent,
    /// Escalated, as whatever kind.
    pub recall: Proportion,
    /// Escalated as this kind.
    pub exact: Proportion,
}

/// Detection of escalations over all examples of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Escalations {
    /// Not escalated among those that must be.
    pub misses: Proportion,
    /// By kind.
    pub concepts: Vec<Concept>,
    /// Escalated among look-alikes.
    pub false_positives_look_alikes: Proportion,
    /// Escalated among all examples that must not be.
    pub false_positives_all: Proportion,
    /// The misses.
    pub missed: Vec<MissedEscalation>,
    /// Ids of look-alikes that were escalated.
    pub false_alarms: Vec<String>,
}

impl Escalations {
    pub(super) fn of<'a>(pairs: impl Iterator<Item = (&'a Example, &'a ExampleRun)>) -> Self {
        let pairs: Vec<_> = pairs.collect();
        let escalated = |run: &ExampleRun| reach(&run.plain) == Reach::Escalation;
        let (positive, negative): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(example, _)| example.tier_max == Reach::Escalation);
        let of_kind = |intent| positive.iter().filter(move |(example, _)| example.primary == intent);
        let concepts = Intent::all().filter(|intent| intent.is_tier0() && of_kind(*intent).next().is_some());
        let look_alikes = || negative.iter().filter(|(example, _)| example.is_look_alike());
        Self {
            misses: Proportion::of(positive.iter().map(|(_, run)| !escalated(run))),
            concepts: concepts
                .map(|intent| Concept {
                    intent,
                    recall: Proportion::of(of_kind(intent).map(|(_, run)| escalated(run))),
                    exact: Proportion::of(
                        of_kind(intent).map(|(_, run)| escalated(run) && run.plain.primary_intent == intent),
                    ),
                })
                .collect(),
            false_positives_look_alikes: Proportion::of(look_alikes().map(|(_, run)| escalated(run))),
            false_positives_all: Proportion::of(negative.iter().map(|(_, run)| escalated(run))),
            missed: positive
                .iter()
                .filter(|(_, run)| !escalated(run))
                .map(|(example, run)| MissedEscalation {
                    example_id: example.id.clone(),
                    expected: example.primary,
                    got: run.plain.primary_intent,
                    soft_signal: run.plain.reasons.contains(&Reason::Tier0Soft),
                    answered: run.results().any(|result| result.reply.is_some()),
                })
                .collect(),
            false_alarms: look_alikes()
                .filter(|(_, run)| escalated(run))
                .map(|(example, _)| example.id.clone())
                .collect(),
        }
    }
}
