//! The record of a decision: team, tags, codes and versions (`outcome.v1`).

use switchboard_domain::outcome::{Automation, MatchedBy, OutcomeError, OutcomeSchema, Provenance, Routing};
use switchboard_domain::taxonomy::TAXONOMY_VERSION;
use switchboard_domain::{Action, Outcome, Reason, Tag, Tier, keys, tag};
use switchboard_replies::Rendered;

use crate::assess::Assessment;
use crate::config::{POLICY_VERSION, PolicyConfig, ROUTING_MAPPING_VERSION};
use crate::gates::Gateway;
use crate::order_part::OrderPart;
use crate::proposal::{Block, Proposal};
use crate::tags::{close_tags, reply_tags, tag_list, tags_of};
use crate::team::existing_team;

/// A reply that passed every gate of the decision.
pub(crate) struct Passed {
    pub(crate) proposal: Proposal,
    pub(crate) rendered: Rendered,
    pub(crate) close: bool,
}

/// Puts the decision on record.
pub(crate) fn outcome(
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
pub(crate) fn seal(outcome: &mut Outcome, event_key: Option<&str>) -> Result<(), OutcomeError> {
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
        prompt_version: assessment.prompt_version.clone(),
        decision_schema: "decision.v1".to_owned(),
        verifier_schema: "verifier.v1".to_owned(),
        taxonomy_version: TAXONOMY_VERSION.to_owned(),
        routing_mapping_version: ROUTING_MAPPING_VERSION.to_owned(),
        policy_version: POLICY_VERSION.to_owned(),
        template_catalogue_version: config.catalogue.version().to_owned(),
        config_snapshot_id: config.snapshot_id.clone(),
    }
}

pub(crate) fn needs_triage(tags: &[Tag]) -> bool {
    tags.contains(&tag!("mw-needs-manual-triage"))
}
