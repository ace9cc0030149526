//! Second step: gates, order facts, verifier and text turn an assessment into the decision.

use std::fmt;

use switchboard_domain::outcome::{Automation, OutcomeError};
use switchboard_domain::state::{PendingFlow, PendingKind};
use switchboard_domain::{Action, ChannelClass, Outcome, Reason, SwitchView, Tag, Team, TemplateId, Tier};
use switchboard_orders::{OrderFacts, OrderNumber, Tracking};
use switchboard_replies::Rendered;

use crate::assess::Assessment;
use crate::config::PolicyConfig;
use crate::context::Context;
use crate::gates::{BEFORE_ORDER, Gateway, INTENT_SET, first_closed, freshness};
use crate::order_part::OrderPart;
use crate::proposal::{Block, propose};
use crate::record::{Passed, needs_triage, outcome, seal};
use crate::repetition::{NextReply, repetition_gate};
use crate::reply::{closes, render};
use crate::source::ModelFailure;
use crate::tags::{tag_list, tags_of};

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

/// What is to happen with one message. `Debug` leaves the customer's data out.
#[derive(Clone, PartialEq)]
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
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("outcome", &self.outcome)
            .field("channel", &self.channel)
            .field("pending_after", &self.pending_after)
            .field("model_failure", &self.model_failure)
            .finish_non_exhaustive()
    }
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
            outcome.routing.team = Team::EmailSupport;
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
