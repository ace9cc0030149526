//! A policy with a name that is reserved.

use pulumi::policy::{Policy, PolicyPack};

pub(crate) fn pack() -> PolicyPack {
    let invalid = Policy::resource("all", "Has a reserved name", |_, _| Ok(()));
    PolicyPack::new("invalid", "1.0.0").policy(invalid)
}
