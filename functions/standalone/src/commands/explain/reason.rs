//! One line for each reason code: why a decision is what it is, for people.

use switchboard_domain::Reason;

/// What a reason code says.
pub(super) const fn explanation(reason: Reason) -> &'static str {
    match reason {
        Reason::Tier0Hard => "an exact rule saw a chargeback, a legal threat, harassment or fraud: people only",
        Reason::Tier0Soft => "a weaker sign of high risk was seen: a person looks first",
        Reason::PrivacyRequest => "the customer asks for access to, export or deletion of personal data",
        Reason::SecuritySensitive => "the text addresses the system, hides characters or asks for others' data",
        Reason::NoText => "the message holds no usable text",
        Reason::ModelFailure => "the model gave no valid answer, so the built-in classifier routed the message",
        Reason::MultiIntentPriority => "several intents were found; the most urgent one leads",
        Reason::Uncertain => "the confidence is between the limits: Email Support gets it, marked as uncertain",
        Reason::ManualTriage => "the confidence is too low to choose a team: a person sorts it",
        Reason::ChannelTeam => "the channel decides the team",
        Reason::TeamFallback => "the intent's team does not exist here, so its fallback gets the ticket",
        Reason::LanguageRoute => "the message is not in an automated language: routed to people",
        Reason::Preorder => "the order is a pre-order",
        Reason::ConfigFailClosed => {
            "switches or config snapshot could not be read, so nothing that a customer sees may happen"
        }
        Reason::StageBlocks => "the release stage does not allow this reply yet",
        Reason::SafeModeRouteOnly => "safe mode is on: route only",
        Reason::AutomationDisabled => "automation_enabled is off",
        Reason::ChannelDisabled => "replies are switched off for this channel class",
        Reason::BreakerOpen => "calls to a vendor are held back after failures",
        Reason::StatusReadFailed => "the ticket's state could not be read",
        Reason::TicketClosed => "the ticket is closed",
        Reason::AgentActive => "an operator has written after the customer",
        Reason::Superseded => "the customer has written again; the newer message is answered",
        Reason::HumanOwned => "a person owns the conversation: a tag, or an operator's comment within the quiet time",
        Reason::Tier0AlwaysHandoff => "the intent is one that is always handed to people",
        Reason::Language => "the language of the message has no automatic replies",
        Reason::ChannelRouteOnly => "the channel class has no automatic replies",
        Reason::ChannelSendUnverified => "no way of sending to this channel has been proven",
        Reason::LowConfidence => "the confidence is below the threshold for a reply",
        Reason::ConflictingIntent => "a more urgent intent stands beside the order question",
        Reason::NoTemplate => "the intent has no template",
        Reason::Tier2MissingDeterministicMatch => "no order is tied to this customer beyond doubt",
        Reason::OrderContextMissing => "the order lacks facts that the answer needs",
        Reason::OrderStateHuman => "the order is in a state that a person must explain",
        Reason::Tier2VerifierFailed => "the second check did not agree that an order answer is right",
        Reason::TemplateDisabled => "the template is switched off",
        Reason::TemplateVars => "a value that the template needs is missing",
        Reason::TemplateLint => "the rendered text broke a rule of the text check",
        Reason::Duplicate => "this message has its reply already",
        Reason::FollowupQuiet => "a similar reply went out within the quiet period",
        Reason::RateLimited => "the ticket or the customer has had as many automatic replies as allowed",
        Reason::Stale => "the message is too old to be answered automatically",
        Reason::Allowlist => "the customer's address is not on the allow-list",
        Reason::MissingBotAuthor => "there is no bot agent to send as",
        Reason::ProdAck => "the acknowledgement for writes in production is missing",
        Reason::PriorUnknown => "it is not known yet whether an earlier reply was delivered",
        Reason::FenceLost => "another worker took the event over",
        Reason::TierCapped => "the classifier in use may not lead to this tier",
        Reason::Tier1SafeAssist => "every gate for an intake question or general information is open",
        Reason::Tier2Verified => "every gate for an answer with order facts is open",
        Reason::OutboundDisabled => "outbound/enabled is off: nothing is written to the helpdesk",
        Reason::DrainMode => "drain mode: tagged for people without reading the ticket",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// All reason codes, as the schema lists them.
    fn all() -> Vec<Reason> {
        let schema = schemars::schema_for!(Reason).to_value();
        let names = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
        let plain = names(&schema["enum"]);
        let described = names(&schema["oneOf"]).into_iter().map(|variant| variant["const"].clone());
        plain.into_iter().chain(described).map(|name| serde_json::from_value(name).unwrap()).collect()
    }

    #[test]
    fn every_reason_has_one_line_of_its_own() {
        let reasons = all();
        assert!(reasons.len() >= 50, "{} reasons", reasons.len());
        let lines: BTreeSet<&str> = reasons.iter().map(|reason| explanation(*reason)).collect();
        assert_eq!(lines.len(), reasons.len());
        for line in lines {
            assert!((15..=110).contains(&line.len()) && !line.contains('\n') && !line.ends_with('.'), "{line}");
        }
    }
}
