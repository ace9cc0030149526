//! The tags of an event state the true result of its other effects.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_domain::state::{Cause, EffectKind, EffectRow, EffectState};
use switchboard_domain::tags::MAX_TAGS;
use switchboard_domain::{Tag, Team};

/// The planned tags with what became of reply and close.
///
/// An UNKNOWN reply keeps `mw-auto-replied`, because the customer may have it; a definite refusal takes it away.
pub(crate) fn truthful(planned: &[String], effects: &BTreeMap<EffectKind, EffectRow>) -> Vec<String> {
    let mut tags: BTreeSet<String> = planned.iter().cloned().collect();
    let claims_reply = |tag: &str| Tag::new(tag).is_some_and(|tag| tag.claims_reply());
    if let Some(reply) = effects.get(&EffectKind::Reply) {
        let not_sent = reply.state == EffectState::Rejected && reply.cause != Some(Cause::Undelivered)
            || reply.state == EffectState::Planned
            || reply.state == EffectState::Human && reply.dispatches == 0;
        if not_sent {
            tags.retain(|tag| !claims_reply(tag));
        }
        tags.extend(failure_tags(reply).into_iter().map(str::to_owned));
        if reply.cause == Some(Cause::Undelivered) {
            route_to_email_support(&mut tags);
        }
    }
    if let Some(close) = effects.get(&EffectKind::Close)
        && close.state != EffectState::Confirmed
    {
        tags.remove("mw-auto-closed");
        tags.remove("mw-deflected");
        if close.dispatches > 0 {
            tags.insert("mw-send-message-close-failed".to_owned());
            tags.insert("mw-escalated-human".to_owned());
        }
    }
    fit(tags)
}

/// What is owed for a reply whose result became known after the tags had gone out.
pub(crate) fn failure_tags(reply: &EffectRow) -> Vec<&'static str> {
    match (reply.state, reply.cause) {
        (EffectState::Rejected, Some(Cause::Undelivered)) => {
            vec!["mw-send-message-operator-missing", Team::EmailSupport.route_tag()]
        }
        (EffectState::Rejected, Some(Cause::Operator)) => vec![],
        (EffectState::Rejected, _) => vec!["mw-send-failed", "mw-escalated-human"],
        (EffectState::Human, _) => vec!["mw-escalated-human"],
        _ => vec![],
    }
}

fn route_to_email_support(tags: &mut BTreeSet<String>) {
    tags.retain(|tag| !tag.starts_with("route-"));
    tags.insert(Team::EmailSupport.route_tag().to_owned());
}

/// At most twelve: secondary intents give way first, then notes on why there was no reply.
fn fit(mut tags: BTreeSet<String>) -> Vec<String> {
    for prefix in ["mw-secondary-", "mw-skip-", "mw-order-lookup-", "mw-needs-"] {
        while tags.len() > MAX_TAGS {
            let Some(victim) = tags.iter().find(|tag| tag.starts_with(prefix)).cloned() else { break };
            tags.remove(&victim);
        }
    }
    tags.into_iter().take(MAX_TAGS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::Timestamp;

    fn reply(state: EffectState, cause: Option<Cause>, dispatches: u32) -> BTreeMap<EffectKind, EffectRow> {
        let row = EffectRow::planned("E#x", EffectKind::Reply, 1, Timestamp::from_millis(0));
        let row = EffectRow { state, cause, dispatches, ..row };
        BTreeMap::from([(EffectKind::Reply, row)])
    }

    fn planned() -> Vec<String> {
        ["mw-auto-replied", "mw-processed", "mw-template-t-missing-items-intake", "route-returns-admin"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn an_unknown_reply_still_counts_as_sent() {
        let tags = truthful(&planned(), &reply(EffectState::Unknown, Some(Cause::Ambiguous), 1));
        assert_eq!(tags, planned());
    }

    #[test]
    fn a_refused_reply_is_not_claimed() {
        let tags = truthful(&planned(), &reply(EffectState::Rejected, Some(Cause::Refused), 1));
        assert_eq!(tags, ["mw-escalated-human", "mw-processed", "mw-send-failed", "route-returns-admin"]);
    }

    #[test]
    fn an_undelivered_reply_keeps_its_tag_and_goes_to_email_support() {
        let tags = truthful(&planned(), &reply(EffectState::Rejected, Some(Cause::Undelivered), 1));
        assert!(tags.contains(&"mw-auto-replied".to_owned()) && tags.contains(&"route-email-support-team".to_owned()));
        assert!(!tags.contains(&"route-returns-admin".to_owned()));
    }

    #[test]
    fn never_more_than_twelve_and_the_route_stays() {
        let mut many: Vec<String> = (0..14).map(|i| format!("mw-secondary-{i:02}")).collect();
        many.push("route-returns-admin".into());
        let tags = truthful(&many, &BTreeMap::new());
        assert_eq!(tags.len(), MAX_TAGS);
        assert!(tags.contains(&"route-returns-admin".to_owned()));
    }
}
