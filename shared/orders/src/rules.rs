//! All settings that orders depend on, with their safe defaults.

use std::collections::BTreeSet;

use crate::estimate::EstimateRules;
use crate::matching::MatchRules;
use crate::number::NumberRules;

/// What may be shown of a shipment and an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureRules {
    /// Hosts of tracking pages that the order source may name, besides the carriers'. Empty: every safe link.
    pub tracking_url_hosts: BTreeSet<String>,
    /// Whether the tracking number is told beside the link.
    pub show_tracking_number: bool,
    /// Whether the order's status page is linked. The link grants access by itself.
    pub include_status_url: bool,
}

impl Default for DisclosureRules {
    fn default() -> Self {
        Self { tracking_url_hosts: BTreeSet::new(), show_tracking_number: true, include_status_url: false }
    }
}

/// Settings `orders.*`, `shipping.*`, `merchant.*`, `preorder.*`, `tracking.*` and what `automation.*` says of orders.
/// The default value is the safe default of every key.
#[derive(Clone, Debug, Default)]
pub struct OrderRules {
    /// `orders.number_min_digits`, `orders.number_max_digits`, `orders.number_prefix`.
    pub numbers: NumberRules,
    /// `orders.path_b.enabled`, `orders.path_b.accept_zip`, `orders.linked_email_check`, `orders.number_prefix`.
    pub matching: MatchRules,
    /// `merchant.timezone`, `merchant.holidays`, `merchant.cutoff_local_time`, `shipping.transit_map`, `preorder.*`.
    pub estimate: EstimateRules,
    /// `tracking.url_hosts`, `automation.show_tracking_number`, `automation.include_status_url`.
    pub disclosure: DisclosureRules,
}
