//! The gates before order facts, as an ordered table: the first that fails decides.

use switchboard_domain::{ChannelClass, Language, Millis, Reason, SwitchView};

use crate::assess::Assessment;
use crate::cap::ReplyCap;
use crate::config::PolicyConfig;
use crate::context::{Context, Speaker, TicketState};

/// Everything a gate may look at.
#[derive(Clone, Copy)]
pub(crate) struct Gateway<'a> {
    pub(crate) assessment: &'a Assessment,
    pub(crate) context: &'a Context,
    pub(crate) switches: &'a SwitchView,
    pub(crate) config: &'a PolicyConfig,
}

/// Closed for a reason, or open.
type Check = fn(Gateway<'_>) -> Option<Reason>;

/// A gate: its number in the documented order, and its check.
pub(crate) struct Gate {
    pub(crate) number: u8,
    pub(crate) check: Check,
}

const fn gate(number: u8, check: Check) -> Gate {
    Gate { number, check }
}

/// Gates 1 to 11 as far as they depend on nothing outside the decision. Two Tier 2 intents go on below the Tier 2
/// threshold: gate 12 may still ask for the order number.
pub(crate) const BEFORE_ORDER: [Gate; 13] = [
    gate(1, |g| (!g.switches.readable).then_some(Reason::ConfigFailClosed)),
    gate(3, |g| kill_switches(g.switches, g.assessment.message.channel)),
    gate(4, |g| g.assessment.unclassified.then_some(Reason::ModelFailure)),
    gate(5, |g| ticket_state(g.context)),
    gate(6, |g| is_human_owned(g.context, g.config).then_some(Reason::HumanOwned)),
    gate(7, |g| (!g.assessment.message.usable).then_some(Reason::NoText)),
    gate(7, |g| g.assessment.is_escalation().then_some(Reason::Tier0AlwaysHandoff)),
    gate(7, |g| g.assessment.soft.then_some(Reason::Tier0Soft)),
    gate(7, |g| g.assessment.privacy.then_some(Reason::PrivacyRequest)),
    gate(7, |g| g.assessment.sensitive.then_some(Reason::SecuritySensitive)),
    gate(8, |g| (!speaks_automated_language(g)).then_some(Reason::Language)),
    gate(9, |g| (!has_auto_reply(g.assessment.message.channel)).then_some(Reason::ChannelRouteOnly)),
    gate(10, |g| (!is_confident(g)).then_some(Reason::LowConfidence)),
];

/// Gate 11 and the tier cap: what the intents and the advice leave possible.
pub(crate) const INTENT_SET: [Gate; 3] = [
    gate(11, |g| {
        let chosen = &g.assessment.chosen;
        (chosen.primary.allows_tier2() && chosen.has_urgent_company()).then_some(Reason::ConflictingIntent)
    }),
    gate(11, |g| {
        let primary = g.assessment.chosen.primary;
        let has_template =
            primary.allows_tier2() || crate::reply::intake_template(primary, g.assessment.message.channel).is_some();
        (!has_template).then_some(Reason::NoTemplate)
    }),
    gate(11, |g| (g.assessment.cap == ReplyCap::RouteOnly).then_some(Reason::TierCapped)),
];

/// The first closed gate of a table.
pub(crate) fn first_closed(gates: &[Gate], gateway: Gateway<'_>) -> Option<Reason> {
    debug_assert!(gates.is_sorted_by_key(|gate| gate.number));
    gates.iter().find_map(|gate| (gate.check)(gateway))
}

/// Gate 3.
pub(crate) fn kill_switches(switches: &SwitchView, channel: ChannelClass) -> Option<Reason> {
    if switches.safe_mode {
        Some(Reason::SafeModeRouteOnly)
    } else if !switches.automation_enabled {
        Some(Reason::AutomationDisabled)
    } else if !switches.channels.contains(&channel) {
        Some(Reason::ChannelDisabled)
    } else {
        None
    }
}

/// Gate 5.
pub(crate) fn ticket_state(context: &Context) -> Option<Reason> {
    match context.known.ticket {
        TicketState::Unreadable => Some(Reason::StatusReadFailed),
        TicketState::Closed => Some(Reason::TicketClosed),
        TicketState::Open if context.newer_from(Speaker::Operator) => Some(Reason::AgentActive),
        TicketState::Open if context.newer_from(Speaker::Customer) => Some(Reason::Superseded),
        TicketState::Open => None,
    }
}

/// Gate 6: claimed by a tag, or a person wrote within the quiet hours before the message. A comment without a
/// readable time may be recent.
pub(crate) fn is_human_owned(context: &Context, config: &PolicyConfig) -> bool {
    let claims = |tag: &String| {
        tag.eq_ignore_ascii_case("mw-escalated-human")
            || config.vip_tags.iter().any(|vip| vip.eq_ignore_ascii_case(tag))
    };
    let recent = |at| context.message_at - at <= config.human_quiet;
    context.known.tags.iter().any(claims)
        || context.history.iter().any(|m| m.from == Speaker::Operator && m.at.is_none_or(recent))
}

/// Gate 16.
pub(crate) fn freshness(context: &Context, channel: ChannelClass, config: &PolicyConfig) -> Option<Reason> {
    let limit: Millis = if channel == ChannelClass::Livechat { config.max_age_livechat } else { config.max_age };
    (context.now - context.message_at > limit).then_some(Reason::Stale)
}

/// Gate 8: templates exist in English only; configuration can switch even that off.
fn speaks_automated_language(gateway: Gateway<'_>) -> bool {
    gateway.assessment.language == Language::En && gateway.config.languages.contains(&Language::En)
}

/// Gate 9: classes with a send path at all. Whether it is proven is asked just before planning.
pub(crate) const fn has_auto_reply(channel: ChannelClass) -> bool {
    matches!(channel, ChannelClass::Email | ChannelClass::Livechat)
}

/// Gate 10, with the threshold of Tier 1: the lower one, whatever tier follows.
fn is_confident(gateway: Gateway<'_>) -> bool {
    let assessment = gateway.assessment;
    gateway.config.thresholds.allows_tier1(assessment.chosen.primary, assessment.confidence)
}
