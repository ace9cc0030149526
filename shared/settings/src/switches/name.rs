//! The switches that exist, and which values each accepts.

use std::fmt;

use switchboard_domain::{ChannelClass, TemplateId};

use super::error::SwitchError;

/// A switch. Its text form is its name below `/<prefix>/<env>/` and its key in `switches.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SwitchName {
    /// Route only, half budget.
    SafeMode,
    /// Replies at all.
    AutomationEnabled,
    /// Channel classes with replies, separated by commas.
    AutomationEnabledChannels,
    /// One template.
    TemplateEnabled(TemplateId),
    /// Release stage, 0 to 5.
    ReleaseStage,
    /// `normal`, `shadow` or `drain`.
    Mode,
    /// Vendor writes at all.
    OutboundEnabled,
    /// Addresses that may get replies, separated by commas.
    OutboundAllowlistEmails,
    /// Domains that may get replies, separated by commas.
    OutboundAllowlistDomains,
    /// An empty allow-list denies all.
    OutboundRequireAllowlist,
    /// Acknowledgement phrase of production.
    OutboundProdAck,
    /// Calls of a model.
    LlmEnabled,
    /// The sweep job.
    SweeperEnabled,
}

impl SwitchName {
    /// All switches but those of templates.
    pub const GENERAL: [Self; 12] = [
        Self::SafeMode,
        Self::AutomationEnabled,
        Self::AutomationEnabledChannels,
        Self::ReleaseStage,
        Self::Mode,
        Self::OutboundEnabled,
        Self::OutboundAllowlistEmails,
        Self::OutboundAllowlistDomains,
        Self::OutboundRequireAllowlist,
        Self::OutboundProdAck,
        Self::LlmEnabled,
        Self::SweeperEnabled,
    ];

    /// All switches.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::GENERAL.into_iter().chain(TemplateId::ALL.into_iter().map(Self::TemplateEnabled))
    }

    /// The switch with this name.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::all().find(|name| name.to_string() == text)
    }

    /// Whether an absent value means that the source is damaged. Absent templates follow the catalogue, absent
    /// allow-lists are empty, an absent acknowledgement is not given.
    pub const fn is_required(self) -> bool {
        !matches!(
            self,
            Self::TemplateEnabled(_)
                | Self::OutboundAllowlistEmails
                | Self::OutboundAllowlistDomains
                | Self::OutboundProdAck
        )
    }

    /// Checks a value.
    ///
    /// # Errors
    /// [`SwitchError::Value`] with what is accepted.
    pub fn check(self, value: &str) -> Result<(), SwitchError> {
        let (holds, accepted) = match self {
            Self::ReleaseStage => (super::view::stage(value).is_some(), "0 to 5"),
            Self::Mode => (super::view::mode(value).is_some(), "normal, shadow or drain"),
            Self::AutomationEnabledChannels => {
                (super::view::channels(value).is_some(), "channel classes (email, livechat, …) separated by commas")
            }
            Self::OutboundAllowlistEmails => {
                (super::view::items(value).all(is_email), "email addresses separated by commas")
            }
            Self::OutboundAllowlistDomains => (super::view::items(value).all(is_domain), "domains separated by commas"),
            // A wrong phrase is a value too: it keeps the gate closed.
            Self::OutboundProdAck => (value.len() <= 100, "the acknowledgement phrase"),
            _ => (super::view::flag(value).is_some(), "true or false"),
        };
        if holds { Ok(()) } else { Err(SwitchError::Value { name: self, accepted }) }
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.contains('@') && is_domain(domain))
}

fn is_domain(text: &str) -> bool {
    let domain = text.strip_prefix('@').unwrap_or(text);
    domain.contains('.') && domain.split('.').all(|label| !label.is_empty()) && !domain.contains(['@', ' '])
}

/// Channel classes that can have replies switched on.
pub(super) const CHANNELS: [ChannelClass; 5] =
    [ChannelClass::Email, ChannelClass::Livechat, ChannelClass::Social, ChannelClass::Tiktok, ChannelClass::Phone];

impl fmt::Display for SwitchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SafeMode => "safe_mode",
            Self::AutomationEnabled => "automation_enabled",
            Self::AutomationEnabledChannels => "automation_enabled_channels",
            Self::TemplateEnabled(template) => return write!(f, "template_enabled/{template}"),
            Self::ReleaseStage => "release_stage",
            Self::Mode => "mode",
            Self::OutboundEnabled => "outbound/enabled",
            Self::OutboundAllowlistEmails => "outbound/allowlist_emails",
            Self::OutboundAllowlistDomains => "outbound/allowlist_domains",
            Self::OutboundRequireAllowlist => "outbound/require_allowlist",
            Self::OutboundProdAck => "outbound/prod_ack",
            Self::LlmEnabled => "llm_enabled",
            Self::SweeperEnabled => "sweeper_enabled",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_are_unique() {
        let names: Vec<_> = SwitchName::all().collect();
        assert_eq!(names.len(), 36);
        for name in names {
            assert_eq!(SwitchName::from_text(&name.to_string()), Some(name));
        }
        assert_eq!(SwitchName::from_text("template_enabled/t_nothing"), None);
    }

    #[test]
    fn values_are_checked() {
        use SwitchName::*;
        let good = [
            (SafeMode, "true"),
            (ReleaseStage, "5"),
            (Mode, "drain"),
            (AutomationEnabledChannels, "livechat, email"),
            (AutomationEnabledChannels, ""),
            (OutboundAllowlistEmails, "a@b.example,c@d.example"),
            (OutboundAllowlistDomains, "@b.example"),
            (TemplateEnabled(TemplateId::UnknownAck), "false"),
        ];
        let bad = [
            (SafeMode, "maybe"),
            (ReleaseStage, "6"),
            (ReleaseStage, "-1"),
            (Mode, "fast"),
            (AutomationEnabledChannels, "pigeon"),
            (OutboundAllowlistEmails, "a@b"),
            (OutboundAllowlistDomains, "example"),
        ];
        assert!(good.iter().all(|(name, value)| name.check(value).is_ok()));
        assert!(bad.iter().all(|(name, value)| name.check(value).is_err()));
    }
}
