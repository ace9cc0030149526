//! Gates 12 and 13: which template could be sent, or what forbids one.

use switchboard_classify::{OfflineVerifierInput, verify_offline};
use switchboard_domain::advice::VerifierDowngrade;
use switchboard_domain::outcome::{MatchReason, MatchedBy};
use switchboard_domain::{Reason, Tag, Team, TemplateId, Tier, VerifierAdvice, tag};
use switchboard_orders::{OrderReply, OrderVerdict};

use crate::cap::ReplyCap;
use crate::classification::Verifier;
use crate::confidence::round4;
use crate::gates::Gateway;
use crate::order_part::OrderPart;
use crate::repetition::questions;
use crate::reply::intake_template;

/// Why nothing is sent, and what that changes besides the code.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) reason: Reason,
    pub(crate) tags: Vec<Tag>,
    /// Another destination than the routing chose.
    pub(crate) team: Option<Team>,
    /// The verifier saw an escalation.
    pub(crate) escalates: bool,
}

impl Block {
    pub(crate) const fn of(reason: Reason) -> Self {
        Self { reason, tags: Vec::new(), team: None, escalates: false }
    }
}

/// A reply that text, caps and freshness may still forbid.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    pub(crate) template: TemplateId,
    pub(crate) tier: Tier,
    /// Facts for the text (Tier 2).
    pub(crate) order: Option<Box<OrderReply>>,
    /// Tags that go on whether the reply is sent or not.
    pub(crate) tags: Vec<Tag>,
    /// The verifier's confidence (Tier 2).
    pub(crate) verifier: Option<f64>,
}

impl Proposal {
    fn tier1(template: TemplateId, tags: Vec<Tag>) -> Self {
        Self { template, tier: Tier::Tier1SafeAssist, order: None, tags, verifier: None }
    }
}

/// Chooses the template. For the two Tier 2 intents this is gate 12 and 13; for others it is their intake template.
pub(crate) fn propose(gateway: Gateway<'_>, orders: &OrderPart) -> Result<Proposal, Block> {
    let assessment = gateway.assessment;
    let primary = assessment.chosen.primary;
    if !primary.allows_tier2() {
        let template = intake_template(primary, assessment.message.channel).ok_or(Block::of(Reason::NoTemplate))?;
        return Ok(Proposal::tier1(template, Vec::new()));
    }
    if orders.record.by == MatchedBy::None {
        return unmatched(gateway, orders);
    }
    if !gateway.config.thresholds.allows_tier2(primary, assessment.confidence) {
        return Err(Block::of(Reason::LowConfidence));
    }
    if assessment.cap < ReplyCap::Tier2 {
        return Err(Block::of(Reason::TierCapped));
    }
    let mut proposal = verified(orders)?;
    proposal.verifier = Some(verify(gateway)?);
    Ok(proposal)
}

/// No deterministic match: ask for the number where that can help, and not too often.
fn unmatched(gateway: Gateway<'_>, orders: &OrderPart) -> Result<Proposal, Block> {
    let reason = orders.record.reason;
    let block = |tags| Block { tags, ..Block::of(Reason::Tier2MissingDeterministicMatch) };
    if !reason.asks_for_number() {
        let failed = reason == MatchReason::LookupFailed;
        return Err(block(failed.then(|| tag!("mw-order-lookup-failed")).into_iter().collect()));
    }
    let tags = vec![tag!("mw-order-lookup-needed")];
    let caps = &gateway.config.caps;
    let asked = questions(gateway.context, caps.order_question_window);
    // Without matching by number the answer is for a person; asking again would help nobody.
    let limit = if reason == MatchReason::NoLink { caps.order_questions.min(1) } else { caps.order_questions };
    if asked >= limit { Err(block(tags)) } else { Ok(Proposal::tier1(TemplateId::OrderStatusAskOrderNumber, tags)) }
}

/// The verdict on the matched order.
fn verified(orders: &OrderPart) -> Result<Proposal, Block> {
    match &orders.verdict {
        Some(OrderVerdict::Reply(reply)) => Ok(Proposal {
            template: reply.template,
            tier: Tier::Tier2Verified,
            order: Some(reply.clone()),
            tags: Vec::new(),
            verifier: None,
        }),
        Some(OrderVerdict::Human { tag, .. }) => {
            Err(Block { tags: tag.iter().cloned().collect(), ..Block::of(Reason::OrderStateHuman) })
        }
        Some(OrderVerdict::ContextMissing { missing }) => Err(Block {
            tags: missing.tags().to_vec(),
            team: Some(Team::EmailSupport),
            ..Block::of(Reason::OrderContextMissing)
        }),
        None => Err(Block::of(Reason::Tier2MissingDeterministicMatch)),
    }
}

/// Gate 13. Gives the verifier's confidence.
fn verify(gateway: Gateway<'_>) -> Result<f64, Block> {
    let assessment = gateway.assessment;
    let advice: Option<VerifierAdvice> = match &assessment.verifier {
        Verifier::Given(advice) => Some((**advice).clone()),
        Verifier::Offline => Some(verify_offline(&OfflineVerifierInput {
            primary: assessment.chosen.primary,
            confidence: assessment.confidence.routing,
            candidates: &assessment.chosen.considered,
            subject: assessment.message.subject.as_deref(),
            text: &assessment.message.text,
            screen: &assessment.message.screen,
            pending_question: assessment.message.answered_question.is_some(),
        })),
        Verifier::Absent => None,
    };
    let refused = Block::of(Reason::Tier2VerifierFailed);
    let advice = advice.ok_or(refused.clone())?;
    if advice.allow_tier2 && round4(advice.confidence) >= gateway.config.thresholds.verifier {
        Ok(round4(advice.confidence))
    } else if !advice.allow_tier2 && advice.downgrade_to_tier == VerifierDowngrade::Tier0Escalation {
        Err(Block { tags: vec![tag!("mw-escalated-human")], team: Some(Team::Leadership), escalates: true, ..refused })
    } else {
        Err(refused)
    }
}
