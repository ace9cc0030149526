//! The gates that depend on the host and on the moment: checked before planning and again before dispatch, never by
//! the pure decision.

use switchboard_domain::{ChannelClass, Mode, Reason, Redacted, SwitchView, TemplateId, Tier};

use crate::config::PolicyConfig;
use crate::context::Context;
use crate::decision::Decision;
use crate::gates::{freshness, is_human_owned, kill_switches, ticket_state};

/// First release stage with Tier 1 replies.
const TIER1_STAGE: u8 = 4;
/// First release stage with Tier 2 replies.
const TIER2_STAGE: u8 = 5;
/// The templates with which stage 4 starts. Others need their own switch on; from stage 5 all are open.
const FIRST_TEMPLATES: [TemplateId; 3] =
    [TemplateId::OrderStatusAskOrderNumber, TemplateId::DeliveredNotReceivedIntake, TemplateId::MissingItemsIntake];

/// State of the circuit breakers that a reply depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakers {
    /// All closed.
    Closed,
    /// Of a vendor or the model.
    Open,
}

/// Whether replies to live chat are known to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatSendPath {
    /// Nobody proved it: route only.
    Unverified,
    /// A send mode is configured.
    Verified,
}

/// Whether the seat that signs replies is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotAuthor {
    /// Nothing may be sent.
    Missing,
    /// Its id is set.
    Present,
}

/// What became of earlier replies in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorReply {
    /// None, or its result is known.
    Settled,
    /// Nobody knows yet whether it arrived.
    Unknown,
}

/// What the gates of the environment look at.
#[derive(Clone, Debug)]
pub struct EnvironmentFacts<'a> {
    /// The switches, at most 30 s old.
    pub switches: &'a SwitchView,
    /// Breakers.
    pub breakers: Breakers,
    /// Send path of live chat.
    pub chat: ChatSendPath,
    /// The bot agent.
    pub bot_author: BotAuthor,
    /// The ticket's own email address.
    pub recipient: Option<&'a Redacted<String>>,
    /// Earlier replies.
    pub prior: PriorReply,
}

/// Gates 1, 2, 4 (breakers), 9 (send path) and 17 for one reply. A decision without a reply passes.
///
/// # Errors
/// The code of the first closed gate.
pub fn environment_gates(facts: &EnvironmentFacts<'_>, decision: &Decision) -> Result<(), Reason> {
    let Some(reply) = &decision.reply else { return Ok(()) };
    reply_gates(facts, reply.template, decision.outcome.automation.tier, decision.channel)
}

/// As [`environment_gates`], for a reply that was planned earlier and of which only the template is known.
///
/// # Errors
/// The code of the first closed gate.
pub fn reply_gates(
    facts: &EnvironmentFacts<'_>,
    template: TemplateId,
    tier: Tier,
    channel: ChannelClass,
) -> Result<(), Reason> {
    let switches = facts.switches;
    let recipient = facts.recipient.map(|email| email.expose().as_str());
    let unproven_chat = channel == ChannelClass::Livechat && facts.chat == ChatSendPath::Unverified;
    let closed = [
        (Reason::ConfigFailClosed, !switches.readable),
        (Reason::DrainMode, switches.mode == Mode::Drain),
        (Reason::StageBlocks, switches.mode == Mode::Shadow || !stage_allows(switches, tier, template)),
        (Reason::BreakerOpen, facts.breakers == Breakers::Open),
        (Reason::ChannelSendUnverified, unproven_chat),
        (Reason::OutboundDisabled, !switches.outbound_enabled),
        (Reason::Allowlist, !switches.allows_recipient(recipient)),
        (Reason::MissingBotAuthor, facts.bot_author == BotAuthor::Missing),
        (Reason::ProdAck, !switches.prod_ack),
        (Reason::PriorUnknown, facts.prior == PriorReply::Unknown),
    ];
    closed.into_iter().find(|(_, is_closed)| *is_closed).map_or(Ok(()), |(reason, _)| Err(reason))
}

/// Gates 3, 5, 6, 14 (switch) and 16 once more, for the last look before sending: the ticket or a switch may have
/// changed since the decision. `context` is built of the fresh read.
///
/// # Errors
/// The code of the first closed gate.
pub fn last_look(
    context: &Context,
    switches: &SwitchView,
    config: &PolicyConfig,
    template: TemplateId,
) -> Result<(), Reason> {
    let channel = config.channel_class(&context.channel);
    kill_switches(switches, channel)
        .or_else(|| ticket_state(context))
        .or_else(|| is_human_owned(context, config).then_some(Reason::HumanOwned))
        .or_else(|| (switches.templates.get(&template) == Some(&false)).then_some(Reason::TemplateDisabled))
        .or_else(|| freshness(context, channel, config))
        .map_or(Ok(()), Err)
}

/// Gate 2. An unreadable stage allows nothing.
fn stage_allows(switches: &SwitchView, tier: Tier, template: TemplateId) -> bool {
    let stage = switches.release_stage.unwrap_or(0);
    match tier {
        Tier::Tier1SafeAssist if stage == TIER1_STAGE => {
            FIRST_TEMPLATES.contains(&template) || switches.templates.get(&template) == Some(&true)
        }
        Tier::Tier1SafeAssist | Tier::Tier2Verified => stage >= TIER2_STAGE,
        Tier::Tier0Escalation | Tier::Tier3AutoAction => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::Timestamp;

    fn switches() -> SwitchView {
        SwitchView {
            safe_mode: false,
            automation_enabled: true,
            release_stage: Some(5),
            require_allowlist: false,
            readable: true,
            ..SwitchView::fail_closed(Timestamp::from_millis(0))
        }
    }

    fn check(switches: &SwitchView, change: fn(&mut EnvironmentFacts<'_>)) -> Result<(), Reason> {
        check_reply(switches, change, TemplateId::MissingItemsIntake, Tier::Tier1SafeAssist)
    }

    fn check_reply(
        switches: &SwitchView,
        change: fn(&mut EnvironmentFacts<'_>),
        template: TemplateId,
        tier: Tier,
    ) -> Result<(), Reason> {
        let mut facts = EnvironmentFacts {
            switches,
            breakers: Breakers::Closed,
            chat: ChatSendPath::Unverified,
            bot_author: BotAuthor::Present,
            recipient: None,
            prior: PriorReply::Settled,
        };
        change(&mut facts);
        reply_gates(&facts, template, tier, ChannelClass::Email)
    }

    #[test]
    fn each_gate_closes_by_itself_and_in_order() {
        let with = |change: fn(&mut SwitchView)| {
            let mut view = switches();
            change(&mut view);
            check(&view, |_| {})
        };
        assert_eq!(with(|_| {}), Ok(()));
        assert_eq!(with(|s| s.readable = false), Err(Reason::ConfigFailClosed));
        assert_eq!(with(|s| s.mode = Mode::Drain), Err(Reason::DrainMode));
        assert_eq!(with(|s| s.mode = Mode::Shadow), Err(Reason::StageBlocks));
        assert_eq!(with(|s| s.release_stage = Some(3)), Err(Reason::StageBlocks));
        assert_eq!(with(|s| s.release_stage = None), Err(Reason::StageBlocks));
        assert_eq!(with(|s| s.outbound_enabled = false), Err(Reason::OutboundDisabled));
        assert_eq!(with(|s| s.require_allowlist = true), Err(Reason::Allowlist));
        assert_eq!(with(|s| s.prod_ack = false), Err(Reason::ProdAck));
        let view = switches();
        assert_eq!(check(&view, |f| f.breakers = Breakers::Open), Err(Reason::BreakerOpen));
        assert_eq!(check(&view, |f| f.bot_author = BotAuthor::Missing), Err(Reason::MissingBotAuthor));
        assert_eq!(check(&view, |f| f.prior = PriorReply::Unknown), Err(Reason::PriorUnknown));
        let facts = EnvironmentFacts {
            switches: &view,
            breakers: Breakers::Closed,
            chat: ChatSendPath::Unverified,
            bot_author: BotAuthor::Present,
            recipient: None,
            prior: PriorReply::Settled,
        };
        let chat = reply_gates(&facts, TemplateId::MissingItemsIntake, Tier::Tier1SafeAssist, ChannelClass::Livechat);
        assert_eq!(chat, Err(Reason::ChannelSendUnverified));
        assert_eq!(
            with(|s| (s.readable, s.mode, s.prod_ack) = (false, Mode::Shadow, false)),
            Err(Reason::ConfigFailClosed)
        );
    }

    #[test]
    fn stages_open_tiers_and_stage_4_starts_with_three_templates() {
        let mut view = switches();
        let ask = |view: &SwitchView, template, tier| check_reply(view, |_| {}, template, tier);
        let (status, damaged) = (TemplateId::OrderStatusVerified, TemplateId::DamagedItemIntake);
        assert_eq!(ask(&view, status, Tier::Tier2Verified), Ok(()));
        view.release_stage = Some(4);
        assert_eq!(ask(&view, status, Tier::Tier2Verified), Err(Reason::StageBlocks));
        for template in FIRST_TEMPLATES {
            assert_eq!(ask(&view, template, Tier::Tier1SafeAssist), Ok(()));
        }
        assert_eq!(ask(&view, damaged, Tier::Tier1SafeAssist), Err(Reason::StageBlocks));
        view.templates.insert(damaged, true);
        assert_eq!(ask(&view, damaged, Tier::Tier1SafeAssist), Ok(()));
    }
}
