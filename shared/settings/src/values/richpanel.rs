//! `richpanel.*`, `teams.*` and `channels.*`: the helpdesk and its tenant.

use std::collections::BTreeMap;

use serde::Deserialize;
use switchboard_domain::{ChannelClass, Millis, Team};

/// `richpanel.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Richpanel {
    /// Address without path.
    pub base_url: String,
    /// Path prefix of the API version, starting with `/`.
    pub base_path: String,
    /// Milliseconds of a whole call.
    pub timeout_ms: u32,
    /// Milliseconds to connect.
    pub connect_timeout_ms: u32,
    /// How tags are written.
    pub tag_write_mode: TagWriteMode,
    /// How tags are read.
    pub tag_read_mode: TagReadMode,
    /// How a team is assigned.
    pub assign_mode: AssignMode,
    /// How live chat is answered.
    pub chat_send_mode: ChatSendMode,
    /// Body format of replies.
    pub body_format: BodyFormat,
    /// Seconds after dispatch of the read-backs, rising.
    pub check_delays_s: Vec<u32>,
    /// Payload that closes.
    pub close_payload: ClosePayload,
    /// Internal notes.
    pub internal_note_mode: InternalNoteMode,
    /// Header names of the rate window's reset.
    pub rate_headers: Vec<String>,
    /// Authors of automatic acknowledgements.
    pub automation_author_ids: Vec<String>,
    /// Calls one event may use.
    pub calls_per_event_max: u32,
    /// Our share of the account's calls.
    pub budget: RichpanelBudget,
    /// Capabilities.
    pub cap: Capabilities,
}

impl Richpanel {
    /// [`Self::timeout_ms`] as a span.
    pub fn timeout(&self) -> Millis {
        Millis(self.timeout_ms.into())
    }
}

/// `richpanel.budget.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RichpanelBudget {
    /// Calls per window.
    pub requests: u32,
    /// Seconds of the window.
    pub window_s: u32,
    /// Calls at once after a pause.
    pub burst: u32,
}

/// `richpanel.cap.*`: vendor behaviour that must be proven before code relies on it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Tickets can be listed.
    pub list: Capability,
    /// Listings carry comments.
    pub list_comments: Capability,
    /// send-message answers with the new comment.
    pub send_echo: Capability,
    /// add-tags answers with the ticket.
    pub tags_echo: Capability,
    /// A reply reopens a closed ticket.
    pub reopen_on_reply: Capability,
}

/// State of knowledge about a vendor behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Capability {
    /// Nobody has shown it; behaves like [`Self::Absent`].
    Unproven,
    /// Shown on this tenant.
    Proven,
    /// Shown not to work.
    Absent,
}

impl Capability {
    /// Whether code may rely on it.
    pub const fn is_proven(self) -> bool {
        matches!(self, Self::Proven)
    }

    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unproven => "unproven",
            Self::Proven => "proven",
            Self::Absent => "absent",
        }
    }
}

/// `richpanel.tag_write_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagWriteMode {
    /// By name.
    Name,
    /// By id, through the tag directory.
    Id,
}

/// `richpanel.tag_read_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagReadMode {
    /// Names.
    Name,
    /// Ids.
    Id,
    /// Either, told apart by the tag directory.
    Auto,
}

/// `richpanel.assign_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignMode {
    /// By a tag that a tenant rule maps to a team.
    RouteTag,
    /// By a field of the ticket.
    TeamId,
}

/// `richpanel.chat_send_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatSendMode {
    /// No proven way: route only.
    None,
    /// The send-message call.
    SendMessage,
    /// A comment on the ticket.
    Comment,
}

/// `richpanel.body_format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyFormat {
    /// Plain text.
    Text,
    /// HTML with escaped values.
    Html,
}

/// `richpanel.close_payload`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosePayload {
    /// `state` and `status`.
    StateAndStatus,
    /// `state: closed` alone.
    StateClosed,
    /// `state: resolved` alone.
    StateResolved,
}

/// `richpanel.internal_note_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InternalNoteMode {
    /// Kept in the audit store only.
    Off,
    /// A private comment.
    CommentPrivate,
}

/// `teams.*`: whether each team exists in the tenant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "one flag per team, named as its key")]
#[allow(clippy::struct_excessive_bools, reason = "mirrors the keys of the defaults file")]
pub struct Teams {
    pub sales: bool,
    pub backend: bool,
    pub technical_support: bool,
    pub phone_support: bool,
    pub tiktok: bool,
    pub returns_admin: bool,
    pub livechat: bool,
    pub leadership: bool,
    pub social_media: bool,
    pub email_support: bool,
    pub chargebacks: bool,
}

impl Teams {
    /// Whether the team exists.
    pub const fn exists(&self, team: Team) -> bool {
        match team {
            Team::Sales => self.sales,
            Team::Backend => self.backend,
            Team::TechnicalSupport => self.technical_support,
            Team::PhoneSupport => self.phone_support,
            Team::Tiktok => self.tiktok,
            Team::ReturnsAdmin => self.returns_admin,
            Team::Livechat => self.livechat,
            Team::Leadership => self.leadership,
            Team::SocialMedia => self.social_media,
            Team::EmailSupport => self.email_support,
            Team::Chargebacks => self.chargebacks,
        }
    }
}

/// `channels.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// Vendor channel to class; wins over the built-in map.
    pub map: BTreeMap<String, ChannelClass>,
}

impl Channels {
    /// The class of a vendor channel, case-insensitive.
    pub fn class_of(&self, channel: &str) -> ChannelClass {
        let name = channel.trim().to_lowercase();
        let configured = self.map.iter().find(|(key, _)| key.trim().to_lowercase() == name);
        configured.map_or_else(|| ChannelClass::of(&name), |(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Environment, Settings};
    use serde_json::json;

    #[test]
    fn configured_channels_win_and_ignore_case() {
        let overrides = json!({"channels.map": {"Fax": "email", "email": "phone"}});
        let settings =
            Settings::defaults(Environment::Dev).unwrap().with_overrides(overrides.as_object().unwrap()).unwrap();
        assert_eq!(settings.channels.class_of(" FAX "), ChannelClass::Email);
        assert_eq!(settings.channels.class_of("email"), ChannelClass::Phone);
        assert_eq!(settings.channels.class_of("livechat"), ChannelClass::Livechat);
        assert_eq!(settings.channels.class_of("carrier pigeon"), ChannelClass::Unknown);
    }

    #[test]
    fn every_team_has_its_own_flag() {
        for team in Team::ALL {
            let overrides = json!({format!("teams.{}", team.key()): false});
            let settings =
                Settings::defaults(Environment::Dev).unwrap().with_overrides(overrides.as_object().unwrap()).unwrap();
            let missing: Vec<_> = Team::ALL.into_iter().filter(|t| !settings.teams.exists(*t)).collect();
            assert_eq!(missing, [team]);
        }
    }

    #[test]
    fn only_a_proof_counts() {
        assert!(Capability::Proven.is_proven());
        assert!(!Capability::Unproven.is_proven() && !Capability::Absent.is_proven());
    }
}
