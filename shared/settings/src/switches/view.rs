//! From the texts of a source to the view that policy and workflow use. The same for every source.

use std::collections::BTreeMap;

use switchboard_domain::{ChannelClass, Environment, Mode, SwitchView, Timestamp};

use super::name::{CHANNELS, SwitchName};

/// The phrase that opens vendor writes in production.
pub const PROD_ACK_PHRASE: &str = "I_UNDERSTAND_PROD_WRITES";

/// The values of a source as texts. Absent names have no value.
pub type SwitchValues = BTreeMap<SwitchName, String>;

/// What a new stack or data directory starts with; written once, never again.
pub fn initial_values(environment: Environment) -> SwitchValues {
    let local = environment == Environment::Local;
    let flag = |on: bool| if on { "true" } else { "false" }.to_owned();
    SwitchValues::from([
        (SwitchName::SafeMode, flag(false)),
        (SwitchName::Mode, "normal".to_owned()),
        (SwitchName::LlmEnabled, flag(true)),
        (SwitchName::SweeperEnabled, flag(false)),
        (SwitchName::AutomationEnabled, flag(local)),
        (SwitchName::AutomationEnabledChannels, "livechat,email".to_owned()),
        (SwitchName::ReleaseStage, if local { "5" } else { "1" }.to_owned()),
        (SwitchName::OutboundEnabled, flag(local)),
        (SwitchName::OutboundRequireAllowlist, flag(!local)),
    ])
}

/// Builds the view. Any required value that is absent, and any value that is not accepted, gives the fail-closed view;
/// what the readable values restrict further (no vendor writes, shadow, drain) stays restricted.
pub fn switch_view(environment: Environment, values: &SwitchValues, now: Timestamp) -> SwitchView {
    let complete = SwitchName::GENERAL.iter().all(|name| !name.is_required() || values.contains_key(name));
    let valid = values.iter().all(|(name, value)| name.check(value).is_ok());
    let is_on = |name| values.get(&name).and_then(|text| flag(text));
    let list = |name| values.get(&name).map_or("", String::as_str);
    let acknowledged = environment != Environment::Prod || list(SwitchName::OutboundProdAck).trim() == PROD_ACK_PHRASE;
    let mode = mode(list(SwitchName::Mode)).unwrap_or(Mode::Normal);
    let closed = SwitchView {
        mode,
        outbound_enabled: is_on(SwitchName::OutboundEnabled) != Some(false),
        // With nothing at all there is nothing that says writes were stopped: the documented view holds.
        prod_ack: acknowledged || values.is_empty(),
        ..SwitchView::fail_closed(now)
    };
    if !(complete && valid) {
        return closed;
    }
    let templates = values.iter().filter_map(|(name, value)| match name {
        SwitchName::TemplateEnabled(template) => Some((*template, flag(value)?)),
        _ => None,
    });
    SwitchView {
        safe_mode: is_on(SwitchName::SafeMode) != Some(false),
        automation_enabled: is_on(SwitchName::AutomationEnabled) == Some(true),
        channels: channels(list(SwitchName::AutomationEnabledChannels)).unwrap_or_default(),
        templates: templates.collect(),
        release_stage: stage(list(SwitchName::ReleaseStage)),
        mode,
        outbound_enabled: is_on(SwitchName::OutboundEnabled) == Some(true),
        allowlist_emails: items(list(SwitchName::OutboundAllowlistEmails)).map(str::to_lowercase).collect(),
        allowlist_domains: items(list(SwitchName::OutboundAllowlistDomains))
            .map(|domain| domain.trim_start_matches('@').to_lowercase())
            .collect(),
        require_allowlist: is_on(SwitchName::OutboundRequireAllowlist) != Some(false),
        prod_ack: acknowledged,
        llm_enabled: is_on(SwitchName::LlmEnabled) == Some(true),
        sweeper_enabled: is_on(SwitchName::SweeperEnabled) == Some(true),
        readable: true,
        read_at: now,
    }
}

pub(super) fn flag(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "on" => Some(true),
        "false" | "off" => Some(false),
        _ => None,
    }
}

pub(super) fn stage(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|stage| (0..=5).contains(stage) && text.trim().len() == 1)
}

pub(super) fn mode(text: &str) -> Option<Mode> {
    match text.trim() {
        "normal" => Some(Mode::Normal),
        "shadow" => Some(Mode::Shadow),
        "drain" => Some(Mode::Drain),
        _ => None,
    }
}

pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

pub(super) fn channels(text: &str) -> Option<Vec<ChannelClass>> {
    items(text).map(|item| CHANNELS.into_iter().find(|class| class.as_str() == item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn view(env: Environment, change: impl FnOnce(&mut SwitchValues)) -> SwitchView {
        let mut values = initial_values(env);
        change(&mut values);
        switch_view(env, &values, NOW)
    }

    #[test]
    fn initial_values_are_readable_and_closed_outside_local() {
        for env in Environment::ALL {
            let view = view(env, |_| {});
            let local = env == Environment::Local;
            assert!(view.readable && !view.safe_mode && view.llm_enabled && !view.sweeper_enabled);
            assert_eq!(
                (view.automation_enabled, view.outbound_enabled, view.require_allowlist),
                (local, local, !local)
            );
            assert_eq!(view.release_stage, Some(if local { 5 } else { 1 }));
            assert_eq!(view.channels, [ChannelClass::Livechat, ChannelClass::Email]);
            assert_eq!(view.prod_ack, env != Environment::Prod);
            assert_eq!(view.mode, Mode::Normal);
        }
    }

    #[test]
    fn every_required_value_fails_closed_when_absent_or_wrong() {
        for name in SwitchName::GENERAL.into_iter().filter(|name| name.is_required()) {
            for damage in [None, Some("?!")] {
                let view = view(Environment::Local, |values| match damage {
                    None => drop(values.remove(&name)),
                    Some(text) => drop(values.insert(name, text.into())),
                });
                assert_eq!(view, SwitchView::fail_closed(NOW), "{name} {damage:?}");
            }
        }
    }

    #[test]
    fn damage_never_lifts_a_restriction_that_is_readable() {
        let shadow = view(Environment::Local, |values| {
            values.insert(SwitchName::Mode, "shadow".into());
            values.insert(SwitchName::OutboundEnabled, "false".into());
            values.remove(&SwitchName::SafeMode);
        });
        assert!(!shadow.readable && shadow.safe_mode && !shadow.outbound_enabled);
        assert_eq!(shadow.mode, Mode::Shadow);
        let unacknowledged = view(Environment::Prod, |values| drop(values.remove(&SwitchName::SafeMode)));
        assert!(!unacknowledged.readable && !unacknowledged.prod_ack && !unacknowledged.outbound_enabled);
        assert_eq!(view(Environment::Prod, SwitchValues::clear), SwitchView::fail_closed(NOW));
    }

    #[test]
    fn optional_values_may_be_absent_but_not_wrong() {
        assert!(
            view(Environment::Local, |v| drop(v.insert(SwitchName::OutboundAllowlistEmails, "A@B.example".into())))
                .readable
        );
        assert!(
            !view(Environment::Local, |v| drop(v.insert(SwitchName::OutboundAllowlistEmails, "everybody".into())))
                .readable
        );
    }

    #[test]
    fn production_needs_the_exact_phrase() {
        for (phrase, opens) in [(PROD_ACK_PHRASE, true), ("i_understand_prod_writes", false), ("yes", false)] {
            let view = view(Environment::Prod, |v| drop(v.insert(SwitchName::OutboundProdAck, phrase.into())));
            assert_eq!((view.prod_ack, view.readable), (opens, true), "{phrase}");
        }
    }
}
