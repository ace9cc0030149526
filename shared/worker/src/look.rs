//! The last look before a reply is sent.

use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::state::StateRow;
use switchboard_domain::{Reason, Tier};
use switchboard_policy::{BotAuthor, Breakers, ChatSendPath, EnvironmentFacts, PriorReply};
use switchboard_settings::values::richpanel::ChatSendMode;
use switchboard_workflow::LookRequest;

use crate::context::{Surroundings, build};
use crate::decider::automations;
use crate::parts::Parts;

/// Everything that forbids this reply now: switches, outbound gates, the ticket as just read.
pub(crate) async fn last_look(parts: &Parts, request: &LookRequest) -> Result<(), Reason> {
    let newest = request.ticket.latest_customer_comment().map(|c| c.id.as_str());
    if newest != Some(request.comment_id.as_str()) {
        return Err(Reason::Superseded);
    }
    let active = parts.active.now().await;
    if let Some(reason) = active.closed() {
        return Err(reason);
    }
    let parts = &active.parts(parts);
    let switches = active.restricted((parts.switches)());
    let around = Surroundings {
        state: request.state.as_ref(),
        counters: None,
        now: parts.clock.now(),
        received_at: request.row.envelope.received_at,
        redispatch: request.redispatch,
        event_key: &request.row.event_key,
    };
    let context =
        build(&request.ticket, &request.comment_id, &automations(parts), &around).ok_or(Reason::Superseded)?;
    let outcome = request.row.outcome.as_ref();
    let tier = outcome.map_or(Tier::Tier0Escalation, |outcome| outcome.automation.tier);
    let classifier = outcome.map_or(ClassifierKind::None, |outcome| outcome.provenance.classifier);
    let channel = parts.policy.channel_class(&request.ticket.channel);
    let prior = prior_reply(request.state.as_ref(), &request.row.event_key);
    let facts = EnvironmentFacts {
        switches: &switches,
        breakers: breakers(parts, classifier, tier).await,
        chat: chat_send_path(parts),
        bot_author: bot_author(parts),
        recipient: request.ticket.customer_email.as_ref(),
        prior,
    };
    switchboard_policy::reply_gates(&facts, request.template_id, tier, channel)?;
    switchboard_policy::last_look(&context, &switches, &parts.policy, request.template_id)
}

/// The breakers that a reply depends on: the helpdesk's, and those of the model that it rests on.
pub(crate) async fn breakers(parts: &Parts, classifier: ClassifierKind, tier: Tier) -> Breakers {
    let open = parts.helpdesk.breaker_is_open().await || parts.advisor.holds_replies(classifier, tier).await;
    if open { Breakers::Open } else { Breakers::Closed }
}

pub(crate) fn chat_send_path(parts: &Parts) -> ChatSendPath {
    match parts.settings.richpanel.chat_send_mode {
        ChatSendMode::None => ChatSendPath::Unverified,
        _ => ChatSendPath::Verified,
    }
}

pub(crate) fn bot_author(parts: &Parts) -> BotAuthor {
    if parts.workflow.bot_agent_id.is_some() { BotAuthor::Present } else { BotAuthor::Missing }
}

/// Whether an earlier reply of the conversation is unresolved.
pub(crate) fn prior_reply(state: Option<&StateRow>, own: &str) -> PriorReply {
    match state {
        Some(state) if state.unresolved.iter().any(|key| key != own) => PriorReply::Unknown,
        _ => PriorReply::Settled,
    }
}
