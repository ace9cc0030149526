//! Thresholds of a snapshot, with the strictest compiled-in value where it says nothing.

use std::collections::BTreeMap;

use switchboard_domain::Intent;
use switchboard_settings::{Environment, Settings, SettingsError};

use crate::documents::Thresholds;

/// The same thresholds without gaps. The process's own settings do not matter here: a snapshot tells all thresholds.
///
/// # Errors
/// Only if the compiled-in defaults are broken.
pub(crate) fn complete(document: &Thresholds, environment: Environment) -> Result<Thresholds, SettingsError> {
    let defaults = Settings::defaults(environment)?.policy.thresholds;
    let route = column(document.route, &document.route_by_intent, defaults.route, &defaults.route_by_intent);
    let tier1 = column(document.tier1, &document.tier1_by_intent, defaults.tier1, &defaults.tier1_by_intent);
    let tier2 = column(document.tier2, &document.tier2_by_intent, defaults.tier2, &defaults.tier2_by_intent);
    Ok(Thresholds {
        route: Some(route.0),
        uncertain: document.uncertain.or(Some(defaults.uncertain)),
        tier1: Some(tier1.0),
        tier1_margin: document.tier1_margin.or(Some(defaults.tier1_margin)),
        tier2: Some(tier2.0),
        tier2_verifier: document.tier2_verifier.or(Some(defaults.tier2_verifier)),
        route_by_intent: route.1,
        tier1_by_intent: tier1.1,
        tier2_by_intent: tier2.1,
    })
}

type ByIntent = BTreeMap<Intent, f64>;

/// One column: its own value and those by intent, with the highest default for each entry that has a default and is absent.
fn column(given: Option<f64>, by_intent: &ByIntent, default: f64, default_by_intent: &ByIntent) -> (f64, ByIntent) {
    let strictest = default_by_intent.values().copied().fold(default, f64::max);
    let mut all: ByIntent = default_by_intent.keys().map(|intent| (*intent, strictest)).collect();
    all.extend(by_intent.iter().map(|(intent, value)| (*intent, *value)));
    (given.unwrap_or(strictest), all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_strict() {
        let some = Thresholds {
            route: Some(0.4),
            tier1_by_intent: BTreeMap::from([(Intent::ReturnRequest, 0.62)]),
            ..Thresholds::default()
        };
        let all = complete(&some, Environment::Prod).unwrap();
        assert_eq!((all.route, all.uncertain, all.tier1), (Some(0.4), Some(0.5), Some(0.7)));
        assert_eq!((all.tier1_margin, all.tier2, all.tier2_verifier), (Some(0.1), Some(0.85), Some(0.8)));
        assert_eq!(all.tier1_by_intent[&Intent::ReturnRequest], 0.62);
        // Compiled in at 0.65, but the strictest of the column is 0.70.
        assert_eq!(all.tier1_by_intent[&Intent::RefundRequest], 0.7);
        assert!(!all.tier1_by_intent.contains_key(&Intent::DamagedItem));
    }
}
