//! `decision.v1` and `verifier.v1`: what a classifier advises. Closed enums; code decides, never the advice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::taxonomy::{Intent, Language, RiskFlag, Tier};

/// Version marker of [`Advice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DecisionSchema {
    /// Version 1.
    #[serde(rename = "decision.v1")]
    V1,
}

/// Version marker of [`VerifierAdvice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum VerifierSchema {
    /// Version 1.
    #[serde(rename = "verifier.v1")]
    V1,
}

/// One intent and its own probability; candidates are independent, they do not sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The intent.
    pub intent: Intent,
    /// Probability, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f64,
}

/// A question a human might ask next; a hint for the handoff note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum ClarifyingQuestion {
    AskOrderNumber,
    AskEmailOrPhone,
    AskShippingZip,
    AskPhotoOrVideo,
    AskProductModel,
    AskTroubleshootingDetails,
}

/// The classifier's advice about one message (`decision.v1`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "decision.v1")]
pub struct Advice {
    /// Version marker.
    pub schema_version: DecisionSchema,
    /// Language of the newest message.
    pub language: Language,
    /// Distinct intents sorted by confidence, the first is the proposed primary one.
    #[schemars(length(min = 1, max = 3))]
    pub candidates: Vec<Candidate>,
    /// A cap: code never goes above it.
    pub proposed_tier: Tier,
    /// Risks seen.
    #[schemars(length(max = 3))]
    pub risk_flags: Vec<RiskFlag>,
    /// The customer wants a human, or the classifier does.
    pub force_human: bool,
    /// Access, export or deletion of personal data.
    pub privacy_request: bool,
    /// The text addresses the system or its rules.
    pub injection_suspected: bool,
    /// A pre-order is mentioned.
    pub preorder_mentioned: bool,
    /// Hints for the handoff note.
    #[schemars(length(max = 3))]
    pub clarifying_questions: Vec<ClarifyingQuestion>,
    /// Free text for the audit and handoff only; redacted again by code.
    #[schemars(length(max = 500))]
    pub notes_for_agent: String,
}

/// Why an advice that parses is still invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdviceError {
    /// Not one to three candidates.
    #[error("candidates: one to three are required")]
    CandidateCount,
    /// An intent is listed twice.
    #[error("candidates: an intent is listed twice")]
    CandidateRepeated,
    /// A confidence is outside 0 to 1.
    #[error("candidates: a confidence is outside 0 to 1")]
    Confidence,
    /// Candidates are not sorted by confidence.
    #[error("candidates: not sorted by confidence")]
    Order,
    /// More than three flags or questions, or one twice.
    #[error("risk_flags or clarifying_questions: at most three, each once")]
    ListLength,
    /// Notes over their limit.
    #[error("notes: too long")]
    Notes,
    /// `allow_tier2` without reason `OK`.
    #[error("verifier: allow_tier2 needs reason_code OK")]
    VerifierInconsistent,
}

impl Advice {
    /// Checks what the type cannot say: counts, ranges, distinctness, sort order.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn validate(&self) -> Result<(), AdviceError> {
        if !(1..=3).contains(&self.candidates.len()) {
            return Err(AdviceError::CandidateCount);
        }
        if self.candidates.iter().any(|c| !(0.0..=1.0).contains(&c.confidence)) {
            return Err(AdviceError::Confidence);
        }
        for (i, candidate) in self.candidates.iter().enumerate() {
            if self.candidates[..i].iter().any(|other| other.intent == candidate.intent) {
                return Err(AdviceError::CandidateRepeated);
            }
            if i > 0 && self.candidates[i - 1].confidence < candidate.confidence {
                return Err(AdviceError::Order);
            }
        }
        if !distinct_and_few(&self.risk_flags) || !distinct_and_few(&self.clarifying_questions) {
            return Err(AdviceError::ListLength);
        }
        if self.notes_for_agent.chars().count() > 500 {
            return Err(AdviceError::Notes);
        }
        Ok(())
    }
}

fn distinct_and_few<T: PartialEq>(items: &[T]) -> bool {
    items.len() <= 3 && items.iter().enumerate().all(|(i, item)| !items[..i].contains(item))
}

/// Reason of a verifier's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum VerifierReason {
    Ok,
    NotOrderStatus,
    ConflictingIntent,
    DeterministicMatchFalse,
    TooAmbiguous,
    EscalationPresent,
}

/// The highest tier that a refusing verifier still allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum VerifierDowngrade {
    /// Intake templates stay allowed.
    #[serde(rename = "TIER_1_SAFE_ASSIST")]
    Tier1SafeAssist,
    /// Tags only.
    #[serde(rename = "ROUTE_ONLY")]
    RouteOnly,
    /// Leadership.
    #[serde(rename = "TIER_0_ESCALATION")]
    Tier0Escalation,
}

/// The verifier's advice about one Tier 2 candidate (`verifier.v1`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "verifier.v1")]
pub struct VerifierAdvice {
    /// Version marker.
    pub schema_version: VerifierSchema,
    /// Whether order facts may be told.
    pub allow_tier2: bool,
    /// Probability, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// What stays allowed when it refuses.
    pub downgrade_to_tier: VerifierDowngrade,
    /// Why.
    pub reason_code: VerifierReason,
    /// Free text for the audit only.
    #[schemars(length(max = 300))]
    pub notes: String,
}

impl VerifierAdvice {
    /// Checks range, length and consistency.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn validate(&self) -> Result<(), AdviceError> {
        if !(0.0..=1.0).contains(&self.confidence) {
            Err(AdviceError::Confidence)
        } else if self.notes.chars().count() > 300 {
            Err(AdviceError::Notes)
        } else if self.allow_tier2 && self.reason_code != VerifierReason::Ok {
            Err(AdviceError::VerifierInconsistent)
        } else {
            Ok(())
        }
    }
}
