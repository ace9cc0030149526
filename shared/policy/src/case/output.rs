//! The result of a case, as it is printed.

use serde::Serialize;
use switchboard_domain::outcome::{ClassifierKind, EstimateRecord, MatchReason, MatchedBy};
use switchboard_domain::{
    Action, Intent, Language, Outcome, Reason, SecuritySignal, Tag, Team, TemplateId, Tier, Variant,
};

use switchboard_orders::Tracking;

use crate::decision::Decision;

/// Result of one case. It holds what the caller supplied (order number, rendered text): print it to the caller only.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseResult {
    /// Id of the case.
    pub id: String,
    /// Language of the message.
    pub language: Language,
    /// After policy.
    pub primary_intent: Intent,
    /// At most two.
    pub secondary_intents: Vec<Intent>,
    /// Routing confidence, 0 to 1.
    pub confidence: f64,
    /// Source and version of the classification, for example `offline switchboard-linear.1a2b3c`.
    pub classifier: String,
    /// Destination.
    pub team: Team,
    /// Every tag that would be written, sorted.
    pub tags: Vec<Tag>,
    /// Tier of the decision.
    pub tier: Tier,
    /// Reply or not.
    pub action: Action,
    /// Template of the reply.
    pub template_id: Option<TemplateId>,
    /// Its variant.
    pub variant: Option<Variant>,
    /// The rendered text.
    pub reply: Option<String>,
    /// Whether the ticket would be closed.
    pub close: bool,
    /// As extracted.
    pub order_number: Option<CaseOrderNumber>,
    /// How the order was tied to the customer.
    pub order_match: CaseMatch,
    /// Business days left.
    pub estimate: Option<CaseEstimate>,
    /// Tracking facts.
    pub tracking: Option<CaseTracking>,
    /// Privacy and security signals.
    pub security: Vec<SecuritySignal>,
    /// Codes in firing order.
    pub reasons: Vec<Reason>,
}

/// An order number and where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseOrderNumber {
    /// Digits without prefix.
    pub digits: String,
    /// Where it was found, for example `order_hash`.
    pub source: &'static str,
}

/// The order match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseMatch {
    /// How.
    pub by: MatchedBy,
    /// Why.
    pub reason: MatchReason,
    /// Customer-facing name of the matched order, with `#`.
    pub order_name: Option<String>,
}

/// The delivery estimate, in business days from the day of the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseEstimate {
    /// Since the order date.
    pub elapsed: u32,
    /// Fewest days left.
    pub remaining_min: u32,
    /// Most days left.
    pub remaining_max: u32,
    /// `Priority`, `Standard` or `Pre-Order`.
    pub bucket: String,
    /// The window has passed.
    pub late: bool,
    /// What a customer would be told; null when late.
    pub text: Option<String>,
}

/// Tracking facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseTracking {
    /// Carrier label.
    pub carrier: Option<String>,
    /// Tracking number.
    pub number: String,
    /// Checked link.
    pub url: Option<String>,
    /// Shipping method with the real carrier.
    pub method_label: Option<String>,
}

impl CaseResult {
    /// The printed form of a decision.
    pub(crate) fn of(id: String, decision: Decision) -> Self {
        let Decision { outcome, reply, order_number, order_name, tracking, .. } = decision;
        let classifier = classifier(&outcome);
        Self {
            id,
            language: outcome.language,
            primary_intent: outcome.primary_intent,
            secondary_intents: outcome.secondary_intents,
            confidence: outcome.routing.confidence,
            classifier,
            team: outcome.routing.team,
            tags: outcome.routing.tags,
            tier: outcome.automation.tier,
            action: outcome.automation.action,
            template_id: outcome.automation.template_id,
            variant: outcome.automation.variant,
            reply: reply.map(|rendered| rendered.body.into_inner()),
            close: outcome.automation.close,
            order_number: order_number.map(|n| CaseOrderNumber { source: n.source.as_str(), digits: n.digits }),
            order_match: CaseMatch { by: outcome.order_match.by, reason: outcome.order_match.reason, order_name },
            estimate: outcome.estimate.map(CaseEstimate::from),
            tracking: tracking.map(CaseTracking::from),
            security: outcome.security,
            reasons: outcome.reasons,
        }
    }
}

impl From<EstimateRecord> for CaseEstimate {
    fn from(record: EstimateRecord) -> Self {
        let EstimateRecord { elapsed, remaining_min, remaining_max, bucket, late, text, rule: _ } = record;
        Self { elapsed, remaining_min, remaining_max, bucket, late, text }
    }
}

impl From<Tracking> for CaseTracking {
    fn from(tracking: Tracking) -> Self {
        let Tracking { carrier, number, url, method_label } = tracking;
        Self { carrier, number, url: url.map(|url| url.as_str().to_owned()), method_label }
    }
}

/// Source and what names its version: the model's own, or that of the rules or schema behind it.
fn classifier(outcome: &Outcome) -> String {
    let provenance = &outcome.provenance;
    let named = provenance.model_snapshot.as_deref().or(provenance.model_name.as_deref());
    let version = match provenance.classifier {
        ClassifierKind::Screen => Some(provenance.taxonomy_version.as_str()),
        ClassifierKind::Llm => named.or(Some(provenance.decision_schema.as_str())),
        ClassifierKind::Offline | ClassifierKind::OfflineFallback => named,
        ClassifierKind::None => None,
    };
    [Some(provenance.classifier.as_str()), version].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
