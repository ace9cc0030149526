//! The organization: accounts, control policies, the trail.

mod accounts;
mod control_policies;
mod trail;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] =
    &[accounts::ACCOUNT, accounts::PRINCIPALS, control_policies::REGION_GUARD, control_policies::SCP, trail::TRAIL];
