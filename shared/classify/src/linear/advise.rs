//! From probabilities and screen to an advice.

use std::sync::LazyLock;

use switchboard_domain::advice::DecisionSchema;
use switchboard_domain::taxonomy::IntentCeiling;
use switchboard_domain::{Advice, Candidate, ClarifyingQuestion, Intent, SecuritySignal, Tier};
use switchboard_text::has_usable_text;

use super::{CLASSES, ClassifierInput, class_intents};
use crate::pattern::{Group, Matcher};
use crate::screen::Screen;
use crate::token::tokenize;

/// Candidates below this are not worth listing, except the first.
const LISTED: f64 = 0.15;

/// A Tier 0 intent that only the model sees must be this probable; below, it is no candidate. The deterministic screen
/// is the detector, and a weak guess must not take a normal ticket to the leadership. Chosen on the development
/// sets.
const TIER0_BY_MODEL: f64 = 0.70;

/// From this probability on an escalation is possible enough that a human answers.
const TIER0_POSSIBLE: f64 = 0.25;

/// Highest confidence of a cancellation when "unsubscribe" may mean mails.
const UNCLEAR_UNSUBSCRIBE: f64 = 0.55;

/// Below this the best known intent is a guess, and the message may as well be out of scope.
const GUESS: f64 = 0.12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unsubscribe {
    Word,
    Mails,
    Plan,
}

#[rustfmt::skip]
static UNSUBSCRIBE: LazyLock<Matcher<Unsubscribe>> = LazyLock::new(|| {
    Matcher::new(
        &[
            Group { key: Unsubscribe::Word, patterns: &["unsubscribe*"] },
            Group { key: Unsubscribe::Mails, patterns: &["email|emails|mail|mails|mailing|newsletter*|list|marketing|texts|messages|spam"] },
            Group { key: Unsubscribe::Plan, patterns: &["plan|subscription*|auto|autoship|monthly|order*|box|boxes|shipment*|charg*|card|billing|recurring|oil|oils|refill*|skip|pause"] },
        ],
        &[],
    )
});

pub(super) fn advise(input: &ClassifierInput<'_>, screen: &Screen, probabilities: &[f64; CLASSES]) -> Advice {
    let mut scored: Vec<Candidate> =
        class_intents().zip(probabilities).map(|(intent, p)| Candidate { intent, confidence: *p }).collect();
    let doubtful = scored.iter().any(|c| c.intent.is_tier0() && c.confidence >= TIER0_POSSIBLE);
    apply_screen(&mut scored, screen);
    apply_unsubscribe(&mut scored, input);
    if !has_usable_text(input.text) && input.subject.is_none_or(|subject| !has_usable_text(subject)) {
        scored.iter_mut().for_each(|c| c.confidence *= 0.2);
    }
    admit_ignorance(&mut scored);
    for candidate in &mut scored {
        candidate.confidence = (candidate.confidence * 10_000.0).round() / 10_000.0;
    }
    // The sort is stable: equal confidences stay in table order. The out-of-scope class wins a tie.
    scored.sort_by(|a, b| {
        let out_of_scope = |c: &Candidate| c.intent == Intent::UnknownOther;
        b.confidence.total_cmp(&a.confidence).then_with(|| out_of_scope(b).cmp(&out_of_scope(a)))
    });
    let kept = scored.iter().skip(1).take(2).take_while(|c| c.confidence >= LISTED).count();
    scored.truncate(1 + kept);
    let first = scored[0].intent;
    let injection_suspected = screen.injection || screen.security.contains(&SecuritySignal::Injection);
    Advice {
        schema_version: DecisionSchema::V1,
        language: screen.language,
        candidates: scored,
        proposed_tier: maximum(first),
        risk_flags: screen.risk_flags(),
        force_human: screen.human_requested || doubtful,
        privacy_request: screen.privacy_request(),
        injection_suspected,
        preorder_mentioned: screen.preorder_mentioned,
        clarifying_questions: questions(first),
        notes_for_agent: String::new(),
    }
}

/// The screen rules over the model for the four escalation intents.
fn apply_screen(scored: &mut [Candidate], screen: &Screen) {
    for candidate in scored.iter_mut().filter(|c| c.intent.is_tier0()) {
        if screen.hard.contains(&candidate.intent) {
            candidate.confidence = 1.0;
        } else if screen.soft.contains(&candidate.intent) || candidate.confidence < TIER0_BY_MODEL {
            candidate.confidence = candidate.confidence.min(LISTED / 2.0);
        }
    }
}

/// "Unsubscribe" from mails is out of scope; unclear, it is a cancellation of low confidence.
fn apply_unsubscribe(scored: &mut [Candidate], input: &ClassifierInput<'_>) {
    let hits = UNSUBSCRIBE.find(&tokenize(input.subject, input.text));
    let found = |key| hits.iter().any(|hit| hit.key == key);
    if !found(Unsubscribe::Word) || found(Unsubscribe::Plan) {
        return;
    }
    for candidate in scored {
        match candidate.intent {
            Intent::UnknownOther if found(Unsubscribe::Mails) => candidate.confidence = candidate.confidence.max(0.9),
            Intent::UnknownOther => {}
            Intent::CancelSubscription if !found(Unsubscribe::Mails) => {
                candidate.confidence = UNCLEAR_UNSUBSCRIBE.min(candidate.confidence.max(0.5));
            }
            _ => candidate.confidence = candidate.confidence.min(0.25),
        }
    }
}

/// If no intent is more than a guess, the out-of-scope class takes the probability that is left.
fn admit_ignorance(scored: &mut [Candidate]) {
    let best = scored.iter().map(|c| c.confidence).fold(0.0, f64::max);
    let neutral = scored.iter().all(|c| c.confidence < 1e-6);
    if best < GUESS && !neutral {
        for candidate in scored.iter_mut().filter(|c| c.intent == Intent::UnknownOther) {
            candidate.confidence = candidate.confidence.max(0.5 - best / 2.0);
        }
    }
}

fn maximum(intent: Intent) -> Tier {
    match intent.ceiling() {
        IntentCeiling::Tier0Escalation => Tier::Tier0Escalation,
        IntentCeiling::Tier2Verified => Tier::Tier2Verified,
        IntentCeiling::RouteOnly | IntentCeiling::Tier1SafeAssist => Tier::Tier1SafeAssist,
    }
}

/// What a human would ask next.
fn questions(intent: Intent) -> Vec<ClarifyingQuestion> {
    use ClarifyingQuestion::{
        AskEmailOrPhone, AskOrderNumber, AskPhotoOrVideo, AskProductModel, AskShippingZip, AskTroubleshootingDetails,
    };
    match intent {
        Intent::OrderStatusTracking | Intent::ShippingDelayNotShipped => vec![AskOrderNumber, AskEmailOrPhone],
        Intent::DeliveredNotReceived => vec![AskOrderNumber, AskShippingZip],
        Intent::MissingItemsInShipment | Intent::WrongItemReceived | Intent::DamagedItem => {
            vec![AskOrderNumber, AskPhotoOrVideo]
        }
        Intent::CancelOrder
        | Intent::AddressChangeOrderEdit
        | Intent::BillingIssue
        | Intent::ReturnRequest
        | Intent::ExchangeRequest
        | Intent::RefundRequest => vec![AskOrderNumber],
        Intent::CancelSubscription => vec![AskEmailOrPhone],
        Intent::TechnicalSupport => vec![AskProductModel, AskTroubleshootingDetails, AskPhotoOrVideo],
        Intent::PhoneSupportRequest => vec![AskEmailOrPhone],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::screen;
    use switchboard_domain::ChannelClass;

    fn advice(text: &str, given: &[(Intent, f64)]) -> Advice {
        let probabilities = std::array::from_fn(|class| {
            given.iter().find(|(intent, _)| *intent as usize == class).map_or(0.001, |(_, p)| *p)
        });
        let input = ClassifierInput { subject: None, text, channel: ChannelClass::Email };
        let advice = advise(&input, &screen(None, text), &probabilities);
        assert_eq!(advice.validate(), Ok(()));
        advice
    }

    #[test]
    fn the_screen_rules_over_the_model() {
        let hard = advice("I will sue you", &[(Intent::RefundRequest, 0.9)]);
        assert_eq!((hard.candidates[0].intent, hard.candidates[0].confidence), (Intent::LegalThreat, 1.0));
        assert_eq!(hard.proposed_tier, Tier::Tier0Escalation);
        let soft = advice("I am not going to sue you", &[(Intent::LegalThreat, 0.99), (Intent::RefundRequest, 0.4)]);
        assert_eq!(soft.candidates[0].intent, Intent::RefundRequest);
        assert!(soft.candidates.iter().all(|c| !c.intent.is_tier0()));
        let weak = advice("strange words here", &[(Intent::LegalThreat, 0.5), (Intent::RefundRequest, 0.4)]);
        assert_eq!((weak.candidates[0].intent, weak.force_human), (Intent::RefundRequest, true));
    }

    #[test]
    fn unsubscribe_row_by_row() {
        let given = [(Intent::CancelSubscription, 0.97)];
        let unclear = advice("please unsubscribe me today", &given);
        assert_eq!(unclear.candidates[0], Candidate { intent: Intent::CancelSubscription, confidence: 0.55 });
        let mails = advice("unsubscribe me from these emails", &given);
        assert_eq!(mails.candidates[0].intent, Intent::UnknownOther);
        let plan = advice("unsubscribe me from the monthly oil plan", &given);
        assert!(plan.candidates[0].confidence > 0.9);
    }

    #[test]
    fn a_guess_is_out_of_scope() {
        let guess = advice("purple elephants fly", &[(Intent::RefundRequest, 0.08)]);
        assert_eq!(guess.candidates[0].intent, Intent::UnknownOther);
        assert!(guess.candidates[0].confidence < 0.6);
    }

    #[test]
    fn hints_and_wishes_are_set() {
        let wish = advice("let me talk to a human about my pre-order", &[(Intent::OrderStatusTracking, 0.9)]);
        assert!(wish.force_human && wish.preorder_mentioned);
        assert_eq!(wish.clarifying_questions[0], ClarifyingQuestion::AskOrderNumber);
        assert_eq!(wish.proposed_tier, Tier::Tier2Verified);
    }
}
