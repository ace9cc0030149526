//! Which team gets the ticket: an ordered list of rules, then the fallback for teams that do not exist.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_domain::{Candidate, ChannelClass, Intent, Priority, Tag, Team, tag};

use crate::intents::STRONG;

/// When live chat goes to the LiveChat team instead of the intent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LivechatRouting {
    /// Never.
    Off,
    /// Only what nobody else is for.
    UnknownOnly,
    /// Everything that is not urgent (P4 to P7).
    P4ToP7,
}

/// Teams of the tenant and the configurable routing rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRules {
    /// Teams that do not exist; all others do.
    pub missing: BTreeSet<Team>,
    /// Teams in place of the taxonomy's. Escalation intents keep theirs whatever stands here.
    pub by_intent: BTreeMap<Intent, Team>,
    /// Rule for live chat.
    pub livechat: LivechatRouting,
}

impl TeamRules {
    /// The team that handles an intent unless a later rule says otherwise.
    fn team_of(&self, intent: Intent) -> Team {
        let own = self.by_intent.get(&intent).filter(|_| !intent.is_tier0());
        own.copied().unwrap_or_else(|| intent.team())
    }
}

/// What the choice depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TeamQuestion<'a> {
    pub(crate) primary: Intent,
    /// All candidates that were considered.
    pub(crate) candidates: &'a [Candidate],
    pub(crate) channel: ChannelClass,
    /// The message asks about personal data.
    pub(crate) privacy: bool,
    /// The intent may be followed: it was recognised well enough.
    pub(crate) trusted: bool,
}

/// The destination, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Destination {
    pub(crate) team: Team,
    /// The channel decided.
    pub(crate) by_channel: bool,
    /// The wanted team does not exist.
    pub(crate) fell_back: bool,
    /// Tags that tell people what the missing team would have been for.
    pub(crate) tags: Vec<Tag>,
}

/// Applies the rules in order: escalation, privacy, doubt, social channels, live chat, specialist, intent.
pub(crate) fn choose_team(question: &TeamQuestion<'_>, rules: &TeamRules) -> Destination {
    let primary = question.primary;
    let (team, by_channel) = if primary.is_tier0() {
        (primary.team(), false)
    } else if question.privacy {
        (Team::Leadership, false)
    } else if !question.trusted {
        (Team::EmailSupport, false)
    } else if let Some(team) = channel_team(question, rules.livechat) {
        (team, true)
    } else {
        (specialist(question, rules).unwrap_or_else(|| rules.team_of(primary)), false)
    };
    let existing = existing_team(team, rules);
    Destination { by_channel, ..existing }
}

/// The team that stands in for `team` if it does not exist.
pub(crate) fn existing_team(team: Team, rules: &TeamRules) -> Destination {
    let mut destination = Destination { team, by_channel: false, fell_back: false, tags: Vec::new() };
    while rules.missing.contains(&destination.team) {
        let (next, tag) = match destination.team {
            // Without Email Support nothing can be routed; start-up refuses such a tenant.
            Team::EmailSupport => break,
            Team::Sales => (Team::EmailSupport, Some(tag!("mw-needs-sales"))),
            Team::TechnicalSupport => (Team::EmailSupport, Some(tag!("mw-needs-tech-support"))),
            Team::Tiktok => (Team::SocialMedia, None),
            Team::ReturnsAdmin => (Team::EmailSupport, Some(tag!("mw-needs-manual-triage"))),
            Team::Leadership => (Team::EmailSupport, Some(tag!("mw-escalated-human"))),
            Team::Chargebacks => (Team::Leadership, Some(tag!("mw-needs-chargebacks-queue"))),
            Team::Backend | Team::PhoneSupport | Team::Livechat | Team::SocialMedia => (Team::EmailSupport, None),
        };
        destination.team = next;
        destination.fell_back = true;
        destination.tags.extend(tag);
    }
    destination
}

/// The channel's own team, for matters that no other team knows better.
fn channel_team(question: &TeamQuestion<'_>, livechat: LivechatRouting) -> Option<Team> {
    let general = matches!(
        question.primary,
        Intent::UnknownOther
            | Intent::PrePurchaseQuestion
            | Intent::PromoDiscountIssue
            | Intent::TiktokSupportRequest
            | Intent::SocialMediaSupportRequest
    );
    match question.channel {
        ChannelClass::Tiktok if general => Some(Team::Tiktok),
        ChannelClass::Social if general => Some(Team::SocialMedia),
        ChannelClass::Livechat => match livechat {
            LivechatRouting::Off => None,
            LivechatRouting::UnknownOnly => (question.primary == Intent::UnknownOther).then_some(Team::Livechat),
            LivechatRouting::P4ToP7 => (question.primary.priority() >= Priority::P4).then_some(Team::Livechat),
        },
        _ => None,
    }
}

/// A specialist among the strong candidates of the primary's own class: technical support first, then any team that
/// is not the general one.
fn specialist(question: &TeamQuestion<'_>, rules: &TeamRules) -> Option<Team> {
    let class = question.primary.priority();
    let teams = || {
        question
            .candidates
            .iter()
            .filter(|c| c.confidence >= STRONG && c.intent.priority() == class)
            .map(|c| rules.team_of(c.intent))
    };
    if teams().any(|team| team == Team::TechnicalSupport) {
        Some(Team::TechnicalSupport)
    } else if rules.team_of(question.primary) == Team::EmailSupport {
        teams().find(|team| *team != Team::EmailSupport)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Intent::*;

    fn rules(missing: &[Team]) -> TeamRules {
        TeamRules {
            missing: missing.iter().copied().collect(),
            by_intent: BTreeMap::new(),
            livechat: LivechatRouting::UnknownOnly,
        }
    }

    fn ask(primary: Intent, channel: ChannelClass) -> TeamQuestion<'static> {
        TeamQuestion { primary, candidates: &[], channel, privacy: false, trusted: true }
    }

    #[test]
    fn rules_in_order() {
        let email = ChannelClass::Email;
        let untrusted = |q: TeamQuestion<'static>| TeamQuestion { trusted: false, ..q };
        let private = |q: TeamQuestion<'static>| TeamQuestion { privacy: true, ..q };
        #[rustfmt::skip]
        let rows = [
            (ask(ChargebackDispute, email), Team::Chargebacks),
            (private(untrusted(ask(ChargebackDispute, email))), Team::Chargebacks),
            (private(untrusted(ask(DamagedItem, email))), Team::Leadership),
            (untrusted(ask(DamagedItem, email)), Team::EmailSupport),
            (untrusted(ask(UnknownOther, ChannelClass::Livechat)), Team::EmailSupport),
            (ask(DamagedItem, email), Team::ReturnsAdmin),
            (ask(UnknownOther, ChannelClass::Tiktok), Team::Tiktok),
            (ask(PrePurchaseQuestion, ChannelClass::Social), Team::SocialMedia),
            (ask(DamagedItem, ChannelClass::Tiktok), Team::ReturnsAdmin),
            (ask(UnknownOther, ChannelClass::Livechat), Team::Livechat),
            (ask(PrePurchaseQuestion, ChannelClass::Livechat), Team::Sales),
            (ask(UnknownOther, email), Team::EmailSupport),
            (ask(PhoneSupportRequest, ChannelClass::Phone), Team::PhoneSupport),
        ];
        for (question, team) in rows {
            assert_eq!(choose_team(&question, &rules(&[])).team, team, "{question:?}");
        }
    }

    #[test]
    fn live_chat_follows_its_setting() {
        for (setting, intent, team) in [
            (LivechatRouting::Off, UnknownOther, Team::EmailSupport),
            (LivechatRouting::P4ToP7, OrderStatusTracking, Team::Livechat),
            (LivechatRouting::P4ToP7, RefundRequest, Team::ReturnsAdmin),
        ] {
            let rules = TeamRules { livechat: setting, ..rules(&[]) };
            assert_eq!(choose_team(&ask(intent, ChannelClass::Livechat), &rules).team, team, "{setting:?} {intent}");
        }
    }

    #[test]
    fn an_intent_can_have_another_team_and_an_escalation_cannot() {
        let moved = [(PrePurchaseQuestion, Team::EmailSupport), (LegalThreat, Team::Sales)];
        let rules = TeamRules { by_intent: BTreeMap::from(moved), ..rules(&[]) };
        let team = |intent| choose_team(&ask(intent, ChannelClass::Email), &rules).team;
        assert_eq!((team(PrePurchaseQuestion), team(PromoDiscountIssue)), (Team::EmailSupport, Team::Sales));
        assert_eq!(team(LegalThreat), Team::Leadership);
    }

    #[test]
    fn technical_support_beats_its_class() {
        let candidates = [
            Candidate { intent: PhoneSupportRequest, confidence: 0.8 },
            Candidate { intent: TechnicalSupport, confidence: 0.55 },
        ];
        let question = TeamQuestion { candidates: &candidates, ..ask(PhoneSupportRequest, ChannelClass::Email) };
        assert_eq!(choose_team(&question, &rules(&[])).team, Team::TechnicalSupport);
        let weak = [candidates[0], Candidate { confidence: 0.54, ..candidates[1] }];
        let question = TeamQuestion { candidates: &weak, ..question };
        assert_eq!(choose_team(&question, &rules(&[])).team, Team::PhoneSupport);
    }

    #[test]
    fn fallbacks_row_by_row() {
        #[rustfmt::skip]
        let rows: &[(Team, &[Team], Team, &[&str])] = &[
            (Team::Sales, &[Team::Sales], Team::EmailSupport, &["mw-needs-sales"]),
            (Team::Backend, &[Team::Backend], Team::EmailSupport, &[]),
            (Team::TechnicalSupport, &[Team::TechnicalSupport], Team::EmailSupport, &["mw-needs-tech-support"]),
            (Team::PhoneSupport, &[Team::PhoneSupport], Team::EmailSupport, &[]),
            (Team::Tiktok, &[Team::Tiktok], Team::SocialMedia, &[]),
            (Team::Tiktok, &[Team::Tiktok, Team::SocialMedia], Team::EmailSupport, &[]),
            (Team::ReturnsAdmin, &[Team::ReturnsAdmin], Team::EmailSupport, &["mw-needs-manual-triage"]),
            (Team::Livechat, &[Team::Livechat], Team::EmailSupport, &[]),
            (Team::Leadership, &[Team::Leadership], Team::EmailSupport, &["mw-escalated-human"]),
            (Team::SocialMedia, &[Team::SocialMedia], Team::EmailSupport, &[]),
            (Team::Chargebacks, &[Team::Chargebacks], Team::Leadership, &["mw-needs-chargebacks-queue"]),
            (Team::Chargebacks, &[Team::Chargebacks, Team::Leadership], Team::EmailSupport, &["mw-needs-chargebacks-queue", "mw-escalated-human"]),
            (Team::Sales, &[Team::Sales, Team::EmailSupport], Team::EmailSupport, &["mw-needs-sales"]),
            (Team::Sales, &[Team::Backend], Team::Sales, &[]),
        ];
        for (wanted, missing, team, tags) in rows {
            let destination = existing_team(*wanted, &rules(missing));
            let names: Vec<_> = destination.tags.iter().map(Tag::as_str).collect();
            assert_eq!((destination.team, &names[..]), (*team, *tags), "{wanted} without {missing:?}");
            assert_eq!(destination.fell_back, wanted != team);
        }
    }
}
