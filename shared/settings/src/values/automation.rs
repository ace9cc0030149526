//! `automation.*`, `autoclose.*`, `reply.*`, `human.*` and `routing.*`.

use serde::Deserialize;
use switchboard_domain::{ChannelClass, Language, Millis, TemplateId};

/// `automation.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// Languages with automatic replies.
    pub languages: Vec<Language>,
    /// Route as well after a verified answer.
    pub tier2_keep_route: bool,
    /// The tracking number stands in the reply.
    pub show_tracking_number: bool,
    /// The order status page link stands in the reply.
    pub include_status_url: bool,
    /// Days that an answer to our question is waited for.
    pub pending_flow_d: u32,
    /// Limits per ticket and customer.
    pub caps: Caps,
}

/// `automation.caps.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// Replies per ticket in 10 minutes.
    pub per_ticket_10m: u32,
    /// Replies per ticket in 24 hours.
    pub per_ticket_24h: u32,
    /// Replies per customer in 24 hours.
    pub per_customer_24h: u32,
    /// Hours of quiet after a reply.
    pub quiet_h: u32,
    /// Visible writes per event.
    pub write_actions_per_event: u32,
    /// Order-number questions per ticket in [`Self::order_question_days`].
    pub order_questions: u32,
    /// Days over which those are counted.
    pub order_question_days: u32,
}

impl Caps {
    /// [`Self::quiet_h`] as a span.
    pub fn quiet(&self) -> Millis {
        Millis::from_hours(self.quiet_h.into())
    }
}

/// `autoclose.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoClose {
    /// Whether tickets may be closed.
    pub enabled: bool,
    /// Templates after which they may.
    pub templates: Vec<TemplateId>,
}

/// `reply.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Age limits of messages.
    pub max_age: MaxAge,
}

/// `reply.max_age.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaxAge {
    /// Seconds for live chat.
    pub livechat_s: u32,
    /// Seconds for every other channel.
    pub email_s: u32,
}

impl MaxAge {
    /// The oldest message of the channel that is still answered.
    pub fn of(&self, channel: ChannelClass) -> Millis {
        Millis::from_secs(if channel == ChannelClass::Livechat { self.livechat_s } else { self.email_s }.into())
    }
}

/// `human.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Human {
    /// Tags that claim a customer for people.
    pub vip_tags: Vec<String>,
    /// Hours of silence after an operator's comment.
    pub quiet_h: u32,
}

impl Human {
    /// [`Self::quiet_h`] as a span.
    pub fn quiet(&self) -> Millis {
        Millis::from_hours(self.quiet_h.into())
    }
}

/// `routing.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// When live chat goes to its own team.
    pub livechat_team: LivechatTeam,
}

/// `routing.livechat_team`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LivechatTeam {
    /// Never by channel.
    Off,
    /// For `unknown_other`.
    UnknownOnly,
    /// For intents of priority P4 to P7.
    #[serde(rename = "p4_to_p7")]
    P4ToP7,
}
