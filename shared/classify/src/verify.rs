//! The offline verifier: whether order facts may be told, judged without a model.

use switchboard_domain::advice::{VerifierDowngrade, VerifierSchema};
use switchboard_domain::{Candidate, Intent, VerifierAdvice, VerifierReason};

use crate::screen::Screen;
use crate::status_question::asks_status;

/// Another candidate at or above this probability is a conflict.
const CONFLICT: f64 = 0.35;

/// What the offline verifier judges.
#[derive(Clone, Copy, Debug)]
pub struct OfflineVerifierInput<'a> {
    /// The primary intent that the policy chose.
    pub primary: Intent,
    /// The classifier's confidence in it; becomes the verifier's.
    pub confidence: f64,
    /// All candidates of the classifier.
    pub candidates: &'a [Candidate],
    /// Subject of the ticket.
    pub subject: Option<&'a str>,
    /// Newest customer text, cleaned.
    pub text: &'a str,
    /// The screen of the same text.
    pub screen: &'a Screen,
    /// Whether the text answers our question for an order number: that question stands for the status question.
    pub pending_question: bool,
}

/// Allows Tier 2 only when the primary intent is one of the two that may have it, no other candidate reaches 0.35, an
/// explicit status question is asked, and no Tier 0 signal, hard or soft, exists.
pub fn verify_offline(input: &OfflineVerifierInput<'_>) -> VerifierAdvice {
    let conflict = |c: &Candidate| c.intent != input.primary && c.confidence >= CONFLICT;
    let (reason, downgrade) = if !input.screen.hard.is_empty() {
        (VerifierReason::EscalationPresent, VerifierDowngrade::Tier0Escalation)
    } else if input.screen.has_tier0_signal() || input.screen.injection {
        (VerifierReason::EscalationPresent, VerifierDowngrade::RouteOnly)
    } else if !input.primary.allows_tier2() {
        (VerifierReason::NotOrderStatus, VerifierDowngrade::Tier1SafeAssist)
    } else if input.candidates.iter().any(conflict) {
        (VerifierReason::ConflictingIntent, VerifierDowngrade::Tier1SafeAssist)
    } else if !input.pending_question && !asks_status(input.subject, input.text) {
        (VerifierReason::TooAmbiguous, VerifierDowngrade::Tier1SafeAssist)
    } else {
        (VerifierReason::Ok, VerifierDowngrade::Tier1SafeAssist)
    };
    VerifierAdvice {
        schema_version: VerifierSchema::V1,
        allow_tier2: reason == VerifierReason::Ok,
        confidence: if input.confidence.is_finite() { input.confidence.clamp(0.0, 1.0) } else { 0.0 },
        downgrade_to_tier: downgrade,
        reason_code: reason,
        notes: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::screen;

    fn verify(primary: Intent, other: Option<(Intent, f64)>, text: &str, pending_question: bool) -> VerifierAdvice {
        let mut candidates = vec![Candidate { intent: primary, confidence: 0.93 }];
        candidates.extend(other.map(|(intent, confidence)| Candidate { intent, confidence }));
        let screen = screen(None, text);
        let advice = verify_offline(&OfflineVerifierInput {
            primary,
            confidence: 0.93,
            candidates: &candidates,
            subject: None,
            text,
            screen: &screen,
            pending_question,
        });
        assert_eq!(advice.validate(), Ok(()));
        advice
    }

    #[test]
    fn rules_row_by_row() {
        use Intent::{CancelOrder, OrderStatusTracking as Status, ShippingDelayNotShipped as Delay};
        let ask = "Where is my order?";
        for (primary, other, text, pending, reason) in [
            (Status, None, ask, false, VerifierReason::Ok),
            (Delay, None, "it has not shipped yet", false, VerifierReason::Ok),
            (Status, Some((CancelOrder, 0.34)), ask, false, VerifierReason::Ok),
            (Status, Some((CancelOrder, 0.35)), ask, false, VerifierReason::ConflictingIntent),
            (Status, Some((Delay, 0.5)), ask, false, VerifierReason::ConflictingIntent),
            (Status, None, "10442", false, VerifierReason::TooAmbiguous),
            (Status, None, "10442", true, VerifierReason::Ok),
            (CancelOrder, None, ask, false, VerifierReason::NotOrderStatus),
            (Status, None, "Where is my order? I am not going to sue you", false, VerifierReason::EscalationPresent),
            (Status, None, "Where is my order? I will sue you", true, VerifierReason::EscalationPresent),
        ] {
            let advice = verify(primary, other, text, pending);
            assert_eq!(advice.reason_code, reason, "{text}");
            assert_eq!(advice.allow_tier2, reason == VerifierReason::Ok);
            assert!((advice.confidence - 0.93).abs() < 1e-9);
        }
        let hard = verify(Status, None, "I will sue you", false);
        assert_eq!(hard.downgrade_to_tier, VerifierDowngrade::Tier0Escalation);
    }
}
