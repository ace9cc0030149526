//! `policy.*`: tier cap of the built-in classifier and confidence thresholds.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use switchboard_domain::{Intent, Tier};

/// `policy.*`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The built-in classifier.
    pub offline: Offline,
    /// Confidence thresholds.
    pub thresholds: Thresholds,
}

/// `policy.offline.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    /// Highest tier that the built-in classifier may lead to.
    pub max_tier: MaxTier,
}

/// A tier cap of 0, 1 or 2, written as that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxTier(Tier);

impl MaxTier {
    /// The cap as a tier: 0 is route only (`Tier0Escalation` is the lowest automation).
    pub const fn tier(self) -> Tier {
        self.0
    }
}

impl<'de> Deserialize<'de> for MaxTier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            0 => Ok(Self(Tier::Tier0Escalation)),
            1 => Ok(Self(Tier::Tier1SafeAssist)),
            2 => Ok(Self(Tier::Tier2Verified)),
            _ => Err(de::Error::custom("must be 0, 1 or 2")),
        }
    }
}

/// `policy.thresholds.*`, each 0 to 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Routing to the intent's team.
    pub route: f64,
    /// Routing to Email Support as uncertain; below it, manual triage.
    pub uncertain: f64,
    /// Tier 1 reply.
    pub tier1: f64,
    /// Margin to the second candidate of a Tier 1 reply.
    pub tier1_margin: f64,
    /// Tier 2 reply.
    pub tier2: f64,
    /// Verifier of a Tier 2 reply.
    pub tier2_verifier: f64,
    /// Replaces `route`.
    pub route_by_intent: BTreeMap<Intent, f64>,
    /// Replaces `tier1`.
    pub tier1_by_intent: BTreeMap<Intent, f64>,
    /// Replaces `tier2`; only the two order-status intents may have Tier 2 at all.
    pub tier2_by_intent: BTreeMap<Intent, f64>,
}

impl Thresholds {
    /// Confidence from which the intent is routed normally.
    pub fn route_for(&self, intent: Intent) -> f64 {
        self.route_by_intent.get(&intent).copied().unwrap_or(self.route)
    }

    /// Confidence from which a Tier 1 reply to the intent is allowed.
    pub fn tier1_for(&self, intent: Intent) -> f64 {
        self.tier1_by_intent.get(&intent).copied().unwrap_or(self.tier1)
    }

    /// Confidence from which a Tier 2 reply to the intent is allowed.
    pub fn tier2_for(&self, intent: Intent) -> f64 {
        self.tier2_by_intent.get(&intent).copied().unwrap_or(self.tier2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Environment, Settings};

    #[test]
    fn documented_thresholds() {
        let thresholds = Settings::defaults(Environment::Prod).unwrap().policy.thresholds;
        let rows = [
            (Intent::ReturnRequest, 0.65),
            (Intent::ExchangeRequest, 0.65),
            (Intent::RefundRequest, 0.65),
            (Intent::CancelOrder, 0.65),
            (Intent::AddressChangeOrderEdit, 0.65),
            (Intent::CancelSubscription, 0.65),
            (Intent::TechnicalSupport, 0.70),
        ];
        for intent in Intent::all() {
            let expected = rows.iter().find(|(i, _)| *i == intent).map_or(0.60, |(_, value)| *value);
            assert_eq!(thresholds.tier1_for(intent), expected, "{intent}");
            assert_eq!((thresholds.route_for(intent), thresholds.tier2_for(intent)), (0.60, 0.85));
        }
        assert_eq!((thresholds.uncertain, thresholds.tier1_margin, thresholds.tier2_verifier), (0.50, 0.10, 0.80));
    }
}
