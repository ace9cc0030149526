//! `orders.*`, `shipping.*`, `merchant.*`, `preorder.*` and `tracking.*`.

use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::transit::TransitMap;
use super::unset::unset;
use super::zone::Zone;

/// `orders.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Orders {
    /// Where order facts come from.
    pub source: OrderSource,
    /// A linked order of another address is a conflict.
    pub linked_email_check: bool,
    /// Fewest digits of an order number.
    pub number_min_digits: u8,
    /// Most digits of an order number.
    pub number_max_digits: u8,
    /// Text before the digits that is stripped; empty for none.
    pub number_prefix: String,
    /// Match by number and identity.
    pub path_b: PathB,
}

/// `orders.source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderSource {
    /// The store.
    Shopify,
    /// The helpdesk's copy.
    Richpanel,
}

/// `orders.path_b.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathB {
    /// Whether it may be used.
    pub enabled: bool,
    /// A typed ZIP counts as a second factor.
    pub accept_zip: bool,
}

/// `shipping.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipping {
    /// Method to window.
    pub transit_map: TransitMap,
}

/// `merchant.*`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// Weekdays without shipping.
    pub holidays: Vec<Date>,
    /// Orders after it count from the next day.
    #[serde(deserialize_with = "unset")]
    pub cutoff_local_time: Option<Time>,
    /// The store's time zone.
    pub timezone: Zone,
}

/// `preorder.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preorder {
    /// Metafield with business days until delivery, `namespace.key`.
    #[serde(deserialize_with = "unset")]
    pub eta_field: Option<String>,
    /// Calendar days from order to shipping under the tag rule.
    pub ship_offset_days: u16,
    /// The tag rule.
    pub tag_rule: TagRule,
}

/// `preorder.tag_rule.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRule {
    /// Whether a tag gives a date.
    pub enabled: bool,
}

/// `tracking.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tracking {
    /// Hosts of tracking links besides the carriers'; empty accepts any.
    pub url_hosts: Vec<String>,
}
