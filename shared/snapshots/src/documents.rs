//! The four documents of a snapshot, in the form in which operators write them and the store keeps them.
//!
//! Everything in them is optional. What a threshold that is left out means is said at [`Thresholds`]; everything else
//! that is left out keeps the value of the settings or of the compiled-in catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use switchboard_domain::{ChannelClass, Intent, Team, TemplateId};

/// What a snapshot changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Documents {
    /// Confidence thresholds.
    pub thresholds: Thresholds,
    /// Which team gets what.
    pub routing: Routing,
    /// Teams of the tenant.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<TeamKey, TeamEntry>,
    /// Overrides of templates.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<TemplateId, TemplateOverride>,
}

/// `thresholds`: confidences from 0 to 1, named as under `policy.thresholds` in the settings.
///
/// A snapshot tells all thresholds. One that is left out gets the strictest compiled-in value of its column, so that a
/// forgotten line can only hold back a reply: an absent `tier1`, and an absent entry of an intent that has an own
/// compiled-in one, both become the highest compiled-in Tier 1 threshold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Routing to the intent's team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<f64>,
    /// Routing to Email Support as uncertain; below it, manual triage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<f64>,
    /// Tier 1 reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier1: Option<f64>,
    /// Margin to the second candidate of a Tier 1 reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier1_margin: Option<f64>,
    /// Tier 2 reply; at least 0.70.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier2: Option<f64>,
    /// Verifier of a Tier 2 reply; at least 0.80.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier2_verifier: Option<f64>,
    /// Replaces `route` for an intent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub route_by_intent: BTreeMap<Intent, f64>,
    /// Replaces `tier1` for an intent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tier1_by_intent: BTreeMap<Intent, f64>,
    /// Replaces `tier2` for an intent; only the two order-status intents have Tier 2.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tier2_by_intent: BTreeMap<Intent, f64>,
}

/// `routing`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Routing {
    /// Team of an intent in place of the taxonomy's. Escalation intents keep theirs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub team_by_intent: BTreeMap<Intent, TeamKey>,
    /// `off`, `unknown_only` or `p4_to_p7`, as `routing.livechat_team` in the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub livechat_team: Option<String>,
    /// Vendor channel to class, in place of the whole `channels.map` of the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels_map: Option<BTreeMap<String, ChannelClass>>,
}

/// One entry of `teams`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeamEntry {
    /// The helpdesk's id of the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_id: Option<String>,
    /// The team's name in the helpdesk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// `false`: the tenant has no such team, and its tickets go to the documented fallback. `true` is what holds anyway;
    /// it does not bring back a team that the settings call missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
}

/// One entry of `templates`: what differs from the compiled-in template. Texts have a paragraph a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TemplateOverride {
    /// Whether it may be sent at all. Kill switches can still forbid it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The live chat message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub livechat: Option<String>,
}

/// A team by its key in settings and snapshots, for example `returns_admin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamKey(pub Team);

impl TeamKey {
    /// The team with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Team::ALL.into_iter().find(|team| team.key() == key).map(Self)
    }
}

impl Serialize for TeamKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.key())
    }
}

impl<'de> Deserialize<'de> for TeamKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Self::parse(&key).ok_or_else(|| {
            let known = Team::ALL.map(Team::key).join(", ");
            de::Error::custom(format!("{key:?} is no team; known are {known}"))
        })
    }
}
