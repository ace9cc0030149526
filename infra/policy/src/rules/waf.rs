//! The web application firewall.

mod group_rules;
mod privacy;
mod target;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] =
    &[group_rules::RULES_VALID, group_rules::VENDOR_SAFE, privacy::DATA_PROTECTION, target::LOG_NAME, target::TARGET];
