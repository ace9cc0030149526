//! `ledger.*`: effects whose result is unknown.

use serde::Deserialize;
use switchboard_domain::Millis;

/// `ledger.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Seconds after dispatch at which absence is proven for a reply with an unknown result.
    pub absence_after_s: u32,
    /// Whether such a reply is sent once more.
    pub redispatch_after_absence: bool,
}

impl Ledger {
    /// [`Self::absence_after_s`] as a span.
    pub fn absence_after(&self) -> Millis {
        Millis::from_secs(self.absence_after_s.into())
    }
}
