//! From a source of classification to weighed intents.

use switchboard_classify::{ClassifierInput, Linear};
use switchboard_domain::advice::DecisionSchema;
use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::{Advice, Candidate, Intent, Language, RiskFlag, Tier, VerifierAdvice};

use crate::confidence::Confidence;
use crate::intents::{Basis, Chosen, KEEP, choose};
use crate::message::Message;
use crate::source::{ModelFailure, ModelSource, Unavailable, parse_advice, parse_verifier};

/// Probability of the intent of a question that the message answers.
const ANSWER_CONFIDENCE: f64 = 0.90;

/// How the verifier's advice is obtained when Tier 2 is still possible.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verifier {
    /// By the built-in rules.
    Offline,
    /// Given with the classification, already validated.
    Given(Box<VerifierAdvice>),
    /// There is none, or it is invalid: Tier 2 is off.
    Absent,
}

/// What a source of classification gave.
pub(crate) struct Classified {
    pub(crate) kind: ClassifierKind,
    pub(crate) advice: Option<Advice>,
    pub(crate) verifier: Verifier,
    pub(crate) failure: Option<ModelFailure>,
    pub(crate) unavailable: Option<Unavailable>,
}

impl Classified {
    pub(crate) fn nothing(kind: ClassifierKind) -> Self {
        Self { kind, advice: None, verifier: Verifier::Absent, failure: None, unavailable: None }
    }

    fn failed(why: ModelFailure) -> Self {
        Self { failure: Some(why), ..Self::nothing(ClassifierKind::None) }
    }
}

pub(crate) const fn is_built_in(kind: ClassifierKind) -> bool {
    matches!(kind, ClassifierKind::Offline | ClassifierKind::OfflineFallback)
}

/// The answer to our question takes over the intent that opened it.
pub(crate) fn answer(message: &Message, classified: &Classified, flags: &[RiskFlag]) -> Option<(Chosen, Confidence)> {
    let intent = message.answered_question?;
    // A failed model stays a failure, and a risk that a model sees outweighs the form of the message.
    let escalates = |a: &Advice| a.candidates.iter().any(|c| c.intent.is_tier0() && c.confidence >= KEEP);
    let risky =
        flags.iter().any(|f| *f != RiskFlag::OtherHighRisk) || classified.advice.as_ref().is_some_and(escalates);
    if classified.failure.is_some() || risky {
        return None;
    }
    Some((Chosen::only(intent, ANSWER_CONFIDENCE), Confidence::certain(ANSWER_CONFIDENCE)))
}

pub(crate) fn weigh(advice: &Advice, flags: &[RiskFlag], message: &Message) -> Option<(Chosen, Confidence)> {
    let chosen = choose(&advice.candidates, flags)?;
    let confidence = if chosen.basis == Basis::Hard && chosen.probability >= 1.0 {
        Confidence::certain(1.0)
    } else {
        Confidence::of(chosen.probability, &advice.candidates, message.words)
    };
    Some((chosen, confidence))
}

pub(crate) fn classify(message: &Message, source: &ModelSource) -> Classified {
    match source {
        ModelSource::Offline => Classified {
            advice: Some(built_in(message)),
            verifier: Verifier::Offline,
            ..Classified::nothing(ClassifierKind::Offline)
        },
        ModelSource::OfflineFallback(why) => Classified {
            advice: Some(built_in(message)),
            unavailable: Some(*why),
            ..Classified::nothing(ClassifierKind::OfflineFallback)
        },
        ModelSource::Failed(why) => Classified::failed(*why),
        ModelSource::Recorded { decision, verifier } => match parse_advice(decision) {
            Ok(advice) => {
                let given = verifier.as_ref().and_then(|value| parse_verifier(value).ok());
                Classified {
                    advice: Some(advice),
                    verifier: given.map_or(Verifier::Absent, |v| Verifier::Given(Box::new(v))),
                    ..Classified::nothing(ClassifierKind::Llm)
                }
            }
            Err(why) => Classified::failed(why),
        },
    }
}

fn built_in(message: &Message) -> Advice {
    // The form of the message decides, not its few words; the screens have run.
    if let Some(intent) = message.answered_question {
        return only_advice(intent, message.language);
    }
    let input = ClassifierInput { subject: message.subject.as_deref(), text: &message.text, channel: message.channel };
    Linear::builtin().classify_screened(&input, &message.screen)
}

/// The advice that a bare answer to our question amounts to.
fn only_advice(intent: Intent, language: Language) -> Advice {
    Advice {
        schema_version: DecisionSchema::V1,
        language,
        candidates: vec![Candidate { intent, confidence: ANSWER_CONFIDENCE }],
        proposed_tier: Tier::Tier2Verified,
        risk_flags: Vec::new(),
        force_human: false,
        privacy_request: false,
        injection_suspected: false,
        preorder_mentioned: false,
        clarifying_questions: Vec::new(),
        notes_for_agent: String::new(),
    }
}
