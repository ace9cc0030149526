//! The tag list of a decision: sorted, distinct, within the limit of one call; and its part for a release stage.

use std::collections::BTreeSet;

use switchboard_domain::tags::MAX_TAGS;
use switchboard_domain::{Intent, Reason, Tag, Team, TemplateId, Tier, tag};

/// Tags that go with a code. Codes without a tag give none; classification and order gates add their own.
pub(crate) fn tags_of(reason: Reason) -> Option<Tag> {
    Some(match reason {
        Reason::StatusReadFailed => tag!("mw-skip-status-read-failed"),
        Reason::TicketClosed => tag!("mw-skip-order-status-closed"),
        Reason::AgentActive => tag!("mw-skip-agent-active"),
        Reason::Stale => tag!("mw-skip-stale"),
        Reason::RateLimited => tag!("mw-auto-rate-limited"),
        Reason::FollowupQuiet => tag!("mw-skip-followup-after-auto-reply"),
        Reason::Allowlist => tag!("mw-outbound-blocked-allowlist"),
        Reason::MissingBotAuthor => tag!("mw-outbound-blocked-missing-bot-author"),
        Reason::Tier0Soft | Reason::ConfigFailClosed | Reason::ManualTriage => tag!("mw-needs-manual-triage"),
        Reason::SecuritySensitive => tag!("mw-security-sensitive"),
        Reason::PrivacyRequest => tag!("mw-privacy-request"),
        Reason::Uncertain => tag!("mw-uncertain"),
        Reason::Tier0Hard => tag!("mw-escalated-human"),
        Reason::Preorder => tag!("mw-intent-preorder"),
        _ => return None,
    })
}

/// Tags that state a reply: written only when it was sent.
pub(crate) fn reply_tags(template: TemplateId, tier: Tier) -> Vec<Tag> {
    let mut tags = vec![tag!("mw-auto-replied"), Tag::template(template)];
    if tier == Tier::Tier2Verified {
        tags.push(tag!("mw-order-status-auto-v1"));
    }
    tags
}

/// Tags that state a close: written only when it succeeded.
pub(crate) fn close_tags() -> Vec<Tag> {
    vec![tag!("mw-auto-closed"), tag!("mw-deflected")]
}

/// The whole list for one event. `extra` may hold anything but `mw-processed`, intent and route tags.
pub(crate) fn tag_list(
    primary: Intent,
    secondaries: &[Intent],
    team: Team,
    extra: impl IntoIterator<Item = Tag>,
) -> Vec<Tag> {
    let mut tags: BTreeSet<Tag> =
        [tag!("mw-processed"), Tag::intent(primary), Tag::route(team), tag!("mw-routing-applied")].into();
    tags.extend(secondaries.iter().copied().map(Tag::secondary));
    tags.extend(extra);
    fit(tags)
}

/// What is given up first when a list is too long: what the decision record holds anyway, least needed by people
/// first. Processed, intent, route and everything that warns or claims stay.
const EXPENDABLE: [fn(&Tag) -> bool; 4] = [
    |tag| tag.as_str().starts_with("mw-order-lookup-missing-"),
    |tag| tag.as_str().starts_with("mw-secondary-"),
    |tag| tag.as_str() == "mw-intent-preorder",
    |tag| tag.as_str() == "mw-routing-applied" || tag.as_str() == "mw-uncertain",
];

fn fit(mut tags: BTreeSet<Tag>) -> Vec<Tag> {
    for expendable in EXPENDABLE {
        while tags.len() > MAX_TAGS {
            let Some(victim) = tags.iter().rev().find(|tag| expendable(tag)).cloned() else { break };
            tags.remove(&victim);
        }
    }
    tags.into_iter().collect()
}

/// The tags that a release stage allows to write: none before stage 2, then processed, intent and confidence, from
/// stage 3 on all. An unreadable stage allows the routing tags, as safe mode does.
pub fn tags_for_stage(tags: &[Tag], stage: Option<u8>) -> Vec<Tag> {
    let allowed = |tag: &&Tag| match stage {
        Some(0 | 1) => false,
        Some(2) => {
            let name = tag.as_str();
            name.starts_with("mw-intent-")
                || matches!(name, "mw-processed" | "mw-uncertain" | "mw-needs-manual-triage" | "mw-model-failure")
        }
        _ => true,
    };
    tags.iter().filter(allowed).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tags: &[Tag]) -> Vec<&str> {
        tags.iter().map(Tag::as_str).collect()
    }

    #[test]
    fn a_list_is_sorted_distinct_and_has_one_route() {
        let extra = [tag!("mw-needs-manual-triage"), tag!("mw-needs-manual-triage")];
        let tags = tag_list(Intent::DamagedItem, &[Intent::ExchangeRequest], Team::ReturnsAdmin, extra);
        assert_eq!(
            names(&tags),
            [
                "mw-intent-damaged-item",
                "mw-needs-manual-triage",
                "mw-processed",
                "mw-routing-applied",
                "mw-secondary-exchange",
                "route-returns-admin"
            ]
        );
    }

    #[test]
    fn a_list_that_is_too_long_gives_up_details_first() {
        let extra = [
            tag!("mw-needs-manual-triage"),
            tag!("mw-model-failure"),
            tag!("mw-security-sensitive"),
            tag!("mw-privacy-request"),
            tag!("mw-escalated-human"),
            tag!("mw-needs-sales"),
            tag!("mw-skip-stale"),
            tag!("mw-attachment-only"),
            tag!("mw-intent-preorder"),
        ];
        let tags = tag_list(Intent::DamagedItem, &[Intent::ExchangeRequest, Intent::RefundRequest], Team::Sales, extra);
        assert_eq!(tags.len(), MAX_TAGS);
        let kept = names(&tags);
        assert!(!kept.iter().any(|t| t.starts_with("mw-secondary-")));
        for needed in
            ["mw-processed", "mw-intent-damaged-item", "route-sales-team", "mw-privacy-request", "mw-escalated-human"]
        {
            assert!(kept.contains(&needed), "{needed}");
        }
    }

    #[test]
    fn stages_row_by_row() {
        let tags = tag_list(Intent::DamagedItem, &[Intent::RefundRequest], Team::ReturnsAdmin, [tag!("mw-uncertain")]);
        assert_eq!(names(&tags_for_stage(&tags, Some(2))), ["mw-intent-damaged-item", "mw-processed", "mw-uncertain"]);
        for (stage, count) in
            [(Some(0), 0), (Some(1), 0), (Some(3), tags.len()), (Some(5), tags.len()), (None, tags.len())]
        {
            assert_eq!(tags_for_stage(&tags, stage).len(), count, "{stage:?}");
        }
    }
}
