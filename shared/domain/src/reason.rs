//! Reason codes: why a decision is what it is, in the order in which the rules fired.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One reason code. Names are a stable contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "`switchboard explain` says each in a sentence")]
pub enum Reason {
    #[serde(rename = "tier0_hard")]
    Tier0Hard,
    #[serde(rename = "tier0_soft")]
    Tier0Soft,
    PrivacyRequest,
    SecuritySensitive,
    NoText,
    ModelFailure,
    MultiIntentPriority,
    Uncertain,
    ManualTriage,
    ChannelTeam,
    TeamFallback,
    LanguageRoute,
    Preorder,
    ConfigFailClosed,
    StageBlocks,
    SafeModeRouteOnly,
    AutomationDisabled,
    ChannelDisabled,
    BreakerOpen,
    StatusReadFailed,
    TicketClosed,
    AgentActive,
    Superseded,
    HumanOwned,
    #[serde(rename = "tier0_always_handoff")]
    Tier0AlwaysHandoff,
    Language,
    ChannelRouteOnly,
    ChannelSendUnverified,
    LowConfidence,
    ConflictingIntent,
    NoTemplate,
    #[serde(rename = "tier2_missing_deterministic_match")]
    Tier2MissingDeterministicMatch,
    OrderContextMissing,
    OrderStateHuman,
    #[serde(rename = "tier2_verifier_failed")]
    Tier2VerifierFailed,
    TemplateDisabled,
    TemplateVars,
    TemplateLint,
    Duplicate,
    FollowupQuiet,
    RateLimited,
    Stale,
    Allowlist,
    MissingBotAuthor,
    ProdAck,
    PriorUnknown,
    FenceLost,
    TierCapped,
    #[serde(rename = "tier1_safe_assist")]
    Tier1SafeAssist,
    #[serde(rename = "tier2_verified")]
    Tier2Verified,
    OutboundDisabled,
    DrainMode,
}

impl Reason {
    /// The contract name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tier0Hard => "tier0_hard",
            Self::Tier0Soft => "tier0_soft",
            Self::PrivacyRequest => "privacy_request",
            Self::SecuritySensitive => "security_sensitive",
            Self::NoText => "no_text",
            Self::ModelFailure => "model_failure",
            Self::MultiIntentPriority => "multi_intent_priority",
            Self::Uncertain => "uncertain",
            Self::ManualTriage => "manual_triage",
            Self::ChannelTeam => "channel_team",
            Self::TeamFallback => "team_fallback",
            Self::LanguageRoute => "language_route",
            Self::Preorder => "preorder",
            Self::ConfigFailClosed => "config_fail_closed",
            Self::StageBlocks => "stage_blocks",
            Self::SafeModeRouteOnly => "safe_mode_route_only",
            Self::AutomationDisabled => "automation_disabled",
            Self::ChannelDisabled => "channel_disabled",
            Self::BreakerOpen => "breaker_open",
            Self::StatusReadFailed => "status_read_failed",
            Self::TicketClosed => "ticket_closed",
            Self::AgentActive => "agent_active",
            Self::Superseded => "superseded",
            Self::HumanOwned => "human_owned",
            Self::Tier0AlwaysHandoff => "tier0_always_handoff",
            Self::Language => "language",
            Self::ChannelRouteOnly => "channel_route_only",
            Self::ChannelSendUnverified => "channel_send_unverified",
            Self::LowConfidence => "low_confidence",
            Self::ConflictingIntent => "conflicting_intent",
            Self::NoTemplate => "no_template",
            Self::Tier2MissingDeterministicMatch => "tier2_missing_deterministic_match",
            Self::OrderContextMissing => "order_context_missing",
            Self::OrderStateHuman => "order_state_human",
            Self::Tier2VerifierFailed => "tier2_verifier_failed",
            Self::TemplateDisabled => "template_disabled",
            Self::TemplateVars => "template_vars",
            Self::TemplateLint => "template_lint",
            Self::Duplicate => "duplicate",
            Self::FollowupQuiet => "followup_quiet",
            Self::RateLimited => "rate_limited",
            Self::Stale => "stale",
            Self::Allowlist => "allowlist",
            Self::MissingBotAuthor => "missing_bot_author",
            Self::ProdAck => "prod_ack",
            Self::PriorUnknown => "prior_unknown",
            Self::FenceLost => "fence_lost",
            Self::TierCapped => "tier_capped",
            Self::Tier1SafeAssist => "tier1_safe_assist",
            Self::Tier2Verified => "tier2_verified",
            Self::OutboundDisabled => "outbound_disabled",
            Self::DrainMode => "drain_mode",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
