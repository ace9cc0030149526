//! `brand.*`: constants in texts.

use serde::Deserialize;

use super::unset::unset;

/// `brand.*`. A link that is `None` leaves its sentence out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// Name of the merchant; needed from release stage 4.
    #[serde(deserialize_with = "unset")]
    pub name: Option<String>,
    /// Signature under framed replies.
    pub support_signature: String,
    /// Opening hours, as a sentence.
    #[serde(deserialize_with = "unset")]
    pub support_hours_text: Option<String>,
    /// Help centre.
    #[serde(deserialize_with = "unset")]
    pub help_center_url: Option<String>,
    /// Page where customers look up orders.
    #[serde(deserialize_with = "unset")]
    pub order_status_portal_url: Option<String>,
    /// Returns policy.
    #[serde(deserialize_with = "unset")]
    pub returns_policy_url: Option<String>,
    /// Shipping policy.
    #[serde(deserialize_with = "unset")]
    pub shipping_policy_url: Option<String>,
    /// Warranty policy.
    #[serde(deserialize_with = "unset")]
    pub warranty_policy_url: Option<String>,
    /// Privacy policy.
    #[serde(deserialize_with = "unset")]
    pub privacy_policy_url: Option<String>,
}

impl Brand {
    /// All links with the names of their keys, which are also their names in templates.
    pub fn links(&self) -> [(&'static str, Option<&str>); 6] {
        [
            ("help_center_url", self.help_center_url.as_deref()),
            ("order_status_portal_url", self.order_status_portal_url.as_deref()),
            ("returns_policy_url", self.returns_policy_url.as_deref()),
            ("shipping_policy_url", self.shipping_policy_url.as_deref()),
            ("warranty_policy_url", self.warranty_policy_url.as_deref()),
            ("privacy_policy_url", self.privacy_policy_url.as_deref()),
        ]
    }
}
