//! Second step: gates, order facts, verifier and text turn an assessment into the decision.

use switchboard_domain::outcome::{Automation, MatchedBy, OutcomeError, OutcomeSchema, Provenance, Routing};
use switchboard_domain::state::{PendingFlow, PendingKind};
use switchboard_domain::taxonomy::TAXONOMY_VERSION;
use switchboard_domain::{Action, ChannelClass, Outcome, Reason, SwitchView, Tag, Team, TemplateId, Tier, keys, tag};
use switchboard_orders::{OrderFacts, OrderNumber, Tracking};
use switchboard_replies::{Catalogue, Rendered};

use crate::assess::Assessment;
use crate::config::{POLICY_VERSION, PolicyConfig, ROUTING_MAPPING_VERSION};
use crate::context::Context;
use crate::gates::{BEFORE_ORDER, Gateway, INTENT_SET, first_closed, freshness};
use crate::order_part::OrderPart;
use crate::proposal::{Block, Proposal, propose};
use crate::repetition::{NextReply, repetition_gate};
use crate::reply::{closes, render};
use crate::source::ModelFailure;
use crate::tags::{close_tags, reply_tags, tag_list, tags_of};
use crate::team::existing_team;

/// Change of what we wait for from the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingChange {
    /// Leave it as it is.
    Keep,
    /// It is answered or too old.
    Clear,
    /// We ask now.
    Set(PendingFlow),
}

/// What is to happen with one message.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The record, valid by construction.
    pub outcome: Outcome,
    /// Class of the channel.
    pub channel: ChannelClass,
    /// The rendered reply, if the action is to send one.
    pub reply: Option<Rendered>,
    /// The order number as extracted. Customer data: not to be logged.
    pub order_number: Option<OrderNumber>,
    /// Customer-facing name of the matched order. Customer data: not to be logged.
    pub order_name: Option<String>,
    /// Tracking facts of the matched order. Customer data: not to be logged.
    pub tracking: Option<Tracking>,
    /// What becomes of the pending flow if the reply is sent (or if none is to be sent).
    pub pending_after: PendingChange,
    /// Class of the model's failure, for metrics.
    pub model_failure: Option<ModelFailure>,
    /// Team that a held-back follow-up goes to.
    fallback_team: Team,
}

impl Decision {
    /// The decision without its reply, because a gate of the environment is closed: tags and codes say which one.
    /// A decision without a reply stays as it is.
    ///
    /// # Errors
    /// None for a decision of this crate; the outcome is checked again.
    pub fn blocked(mut self, reason: Reason) -> Result<Self, OutcomeError> {
        if self.reply.take().is_none() {
            return Ok(self);
        }
        let outcome = &mut self.outcome;
        outcome.reasons.pop();
        outcome.reasons.push(reason);
        outcome.automation = Automation {
            tier: Tier::Tier1SafeAssist,
            action: Action::RouteOnly,
            template_id: None,
            variant: None,
            close: false,
            requires_deterministic_match: false,
            ..outcome.automation
        };
        if reason == Reason::FollowupQuiet {
            outcome.routing.team = self.fallback_team;
        }
        let own = |tag: &Tag| tag.as_str().starts_with("route-") || tag.claims_reply();
        let kept = outcome.routing.tags.iter().filter(|tag| !own(tag)).cloned();
        let extra: Vec<Tag> = kept.chain(tags_of(reason)).collect();
        outcome.routing.tags =
            tag_list(outcome.primary_intent, &outcome.secondary_intents, outcome.routing.team, extra);
        outcome.routing.needs_manual_triage = needs_triage(&outcome.routing.tags);
        self.pending_after = PendingChange::Keep;
        seal(outcome, None)?;
        Ok(self)
    }
}

/// A reply that passed every gate of the decision.
struct Passed {
    proposal: Proposal,
    rendered: Rendered,
    close: bool,
}

/// Decides, given the order facts that [`Assessment::order_need`] asked for.
///
/// # Errors
/// [`OutcomeError`] if the outcome broke a construction rule: a defect of this crate, never of the input.
pub fn decide(
    assessment: Assessment,
    context: &Context,
    switches: &SwitchView,
    config: &PolicyConfig,
    facts: &OrderFacts,
) -> Result<Decision, OutcomeError> {
    let orders = OrderPart::of(&assessment, context, switches, config, facts);
    let gateway = Gateway { assessment: &assessment, context, switches, config };
    let result = first_closed(&BEFORE_ORDER, gateway)
        .or_else(|| first_closed(&INTENT_SET, gateway))
        .map_or_else(|| reply(gateway, &orders), |reason| Err(Block::of(reason)));
    let pending_after = pending_after(gateway, &orders, result.as_ref().ok());
    let fallback_team = existing_team(Team::EmailSupport, &config.teams).team;
    let outcome = outcome(gateway, &orders, result.as_ref(), context.event_key.as_deref())?;
    let reply = result.ok().map(|passed| passed.rendered);
    let OrderPart { order, tracking, .. } = orders;
    Ok(Decision {
        channel: assessment.message.channel,
        order_number: assessment.message.number.best.clone(),
        order_name: order.and_then(|order| order.name),
        tracking,
        model_failure: assessment.failure,
        outcome,
        reply,
        pending_after,
        fallback_team,
    })
}

/// Gates 12 to 16.
fn reply(gateway: Gateway<'_>, orders: &OrderPart) -> Result<Passed, Block> {
    let Gateway { assessment, context, switches, config } = gateway;
    let proposal = propose(gateway, orders)?;
    let channel = assessment.message.channel;
    let stop = |reason: Reason| Block { tags: proposal.tags.clone(), ..Block::of(reason) };
    let rendered = render(&proposal, channel, context, switches, config).map_err(stop)?;
    let next = NextReply {
        template: proposal.template,
        intent: assessment.chosen.primary,
        answers_question: orders.answers_question,
    };
    repetition_gate(next, context, &config.caps).map_err(|reason| {
        let team = (reason == Reason::FollowupQuiet).then_some(Team::EmailSupport);
        Block { team, ..stop(reason) }
    })?;
    if let Some(reason) = freshness(context, channel, config) {
        return Err(stop(reason));
    }
    let close = closes(&proposal, orders.estimate.as_ref(), &rendered, config);
    Ok(Passed { proposal, rendered, close })
}

fn outcome(
    gateway: Gateway<'_>,
    orders: &OrderPart,
    result: Result<&Passed, &Block>,
    event_key: Option<&str>,
) -> Result<Outcome, OutcomeError> {
    let Gateway { assessment, config, .. } = gateway;
    let primary = assessment.chosen.primary;
    let mut reasons = assessment.reasons.clone();
    let mut tags = assessment.tags.clone();
    let mut team = assessment.team;
    let preorder = assessment.preorder || orders.preorder;
    if preorder {
        reasons.push(Reason::Preorder);
        tags.extend(tags_of(Reason::Preorder));
    }
    let last = match result {
        Ok(passed) if passed.proposal.tier == Tier::Tier2Verified => Reason::Tier2Verified,
        Ok(_) => Reason::Tier1SafeAssist,
        Err(block) => block.reason,
    };
    match result {
        Ok(passed) => {
            tags.extend(passed.proposal.tags.iter().cloned());
            tags.extend(reply_tags(passed.proposal.template, passed.proposal.tier));
            tags.extend(passed.close.then(close_tags).into_iter().flatten());
        }
        Err(block) => {
            tags.extend(block.tags.iter().cloned());
            // A code that fired for the routing already has brought its tag.
            tags.extend(tags_of(block.reason).filter(|_| !reasons.contains(&block.reason)));
            if let Some(other) = block.team {
                let destination = existing_team(other, &config.teams);
                tags.extend(destination.tags);
                if destination.fell_back && !reasons.contains(&Reason::TeamFallback) {
                    reasons.push(Reason::TeamFallback);
                }
                team = destination.team;
            }
        }
    }
    // A code of both lists that fired last stands once.
    if reasons.last() != Some(&last) {
        reasons.push(last);
    }
    let escalated = assessment.is_escalation() || result.is_err_and(|block| block.escalates);
    let routing = assessment.confidence.routing;
    let matched = orders.record.by != MatchedBy::None;
    let automation = match result {
        Ok(passed) => Automation {
            tier: passed.proposal.tier,
            action: Action::SendTemplate,
            template_id: Some(passed.rendered.template),
            variant: Some(passed.rendered.variant),
            confidence: passed.proposal.verifier.map_or(routing, |verifier| routing.min(verifier)),
            requires_deterministic_match: passed.proposal.tier == Tier::Tier2Verified,
            close: passed.close,
        },
        Err(_) => Automation {
            tier: if escalated { Tier::Tier0Escalation } else { Tier::Tier1SafeAssist },
            action: Action::RouteOnly,
            template_id: None,
            variant: None,
            confidence: if primary.allows_tier2() && !matched { 0.0 } else { routing },
            requires_deterministic_match: false,
            close: false,
        },
    };
    let tags = tag_list(primary, &assessment.chosen.secondaries, team, tags);
    let mut outcome = Outcome {
        schema_version: OutcomeSchema::V1,
        outcome_id: String::new(),
        language: assessment.language,
        primary_intent: primary,
        secondary_intents: assessment.chosen.secondaries.clone(),
        reasons,
        routing: Routing { team, confidence: routing, needs_manual_triage: needs_triage(&tags), tags },
        automation,
        order_match: orders.record,
        estimate: orders.estimate.clone(),
        risk_flags: assessment.risks.clone(),
        force_human: assessment.force_human
            || escalated
            || result.is_ok_and(|passed| passed.proposal.order.as_ref().is_some_and(|order| order.also_human)),
        security: assessment.security.clone(),
        clarifying_questions: assessment.advice.as_ref().map(|a| a.clarifying_questions.clone()).unwrap_or_default(),
        provenance: provenance(assessment, config),
    };
    seal(&mut outcome, event_key)?;
    Ok(outcome)
}

/// Checks the outcome and names it by its content.
fn seal(outcome: &mut Outcome, event_key: Option<&str>) -> Result<(), OutcomeError> {
    outcome.validate()?;
    let before = std::mem::take(&mut outcome.outcome_id);
    let content = serde_json::to_string(&outcome).unwrap_or_default();
    outcome.outcome_id = keys::fingerprint(&format!("{}\n{before}\n{content}", event_key.unwrap_or_default()));
    Ok(())
}

fn provenance(assessment: &Assessment, config: &PolicyConfig) -> Provenance {
    Provenance {
        classifier: assessment.classifier,
        model_name: assessment.model_name.clone(),
        model_snapshot: assessment.model_version.clone(),
        prompt_version: None,
        decision_schema: "decision.v1".to_owned(),
        verifier_schema: "verifier.v1".to_owned(),
        taxonomy_version: TAXONOMY_VERSION.to_owned(),
        routing_mapping_version: ROUTING_MAPPING_VERSION.to_owned(),
        policy_version: POLICY_VERSION.to_owned(),
        template_catalogue_version: Catalogue::builtin().version().to_owned(),
        config_snapshot_id: config.snapshot_id.clone(),
    }
}

fn needs_triage(tags: &[Tag]) -> bool {
    tags.contains(&tag!("mw-needs-manual-triage"))
}

/// Asking sets the flow, a found order ends it, a flow that is too old is dropped; anything else leaves it.
fn pending_after(gateway: Gateway<'_>, orders: &OrderPart, passed: Option<&Passed>) -> PendingChange {
    let Gateway { assessment, context, config, .. } = gateway;
    let open = context.open_question(config.pending_max_age);
    if passed.is_some_and(|p| p.proposal.template == TemplateId::OrderStatusAskOrderNumber) {
        return PendingChange::Set(PendingFlow {
            kind: PendingKind::NeedOrderNumber,
            intent: assessment.chosen.primary,
            requested_at: context.now,
            attempts: open.map_or(0, |flow| flow.attempts).saturating_add(1),
        });
    }
    let answered = orders.answers_question && orders.order.is_some();
    let expired = context.known.pending.is_some() && open.is_none();
    if answered || expired { PendingChange::Clear } else { PendingChange::Keep }
}
