//! How much may be answered at most.

use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::taxonomy::IntentCeiling;
use switchboard_domain::{Advice, Intent, Tier};

use crate::config::PolicyConfig;

/// The most that may be answered, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplyCap {
    /// Tags only.
    RouteOnly,
    /// Intake questions and generic information.
    Tier1,
    /// Order facts.
    Tier2,
}

impl ReplyCap {
    /// What the intent's own maximum allows.
    pub(crate) fn of_intent(intent: Intent) -> Self {
        match intent.ceiling() {
            IntentCeiling::Tier0Escalation | IntentCeiling::RouteOnly => Self::RouteOnly,
            IntentCeiling::Tier1SafeAssist => Self::Tier1,
            IntentCeiling::Tier2Verified => Self::Tier2,
        }
    }

    /// What a tier named as a cap allows. Automatic actions do not exist: read as Tier 1.
    pub(crate) const fn of_tier(tier: Tier) -> Self {
        match tier {
            Tier::Tier0Escalation => Self::RouteOnly,
            Tier::Tier1SafeAssist | Tier::Tier3AutoAction => Self::Tier1,
            Tier::Tier2Verified => Self::Tier2,
        }
    }
}

/// The lowest of the intent's maximum and every cap. A wish for a human leaves no reply: a template is not a human.
pub(crate) fn reply_cap(
    primary: Intent,
    advice: Option<&Advice>,
    kind: ClassifierKind,
    config: &PolicyConfig,
) -> ReplyCap {
    let mut cap = ReplyCap::of_intent(primary);
    if let Some(advice) = advice {
        cap = cap.min(ReplyCap::of_tier(advice.proposed_tier));
        if advice.force_human {
            cap = ReplyCap::RouteOnly;
        }
    }
    match kind {
        ClassifierKind::Offline | ClassifierKind::OfflineFallback => cap.min(config.offline_cap),
        ClassifierKind::Llm => cap.min(config.llm_cap),
        ClassifierKind::Screen | ClassifierKind::None => cap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_and_intents_as_caps() {
        for (tier, cap) in [
            (Tier::Tier0Escalation, ReplyCap::RouteOnly),
            (Tier::Tier1SafeAssist, ReplyCap::Tier1),
            (Tier::Tier2Verified, ReplyCap::Tier2),
            (Tier::Tier3AutoAction, ReplyCap::Tier1),
        ] {
            assert_eq!(ReplyCap::of_tier(tier), cap, "{tier:?}");
        }
        let allowing = |cap| Intent::all().filter(|i| ReplyCap::of_intent(*i) == cap).count();
        assert_eq!((allowing(ReplyCap::Tier2), allowing(ReplyCap::Tier1), allowing(ReplyCap::RouteOnly)), (2, 15, 8));
        assert!(ReplyCap::RouteOnly < ReplyCap::Tier1 && ReplyCap::Tier1 < ReplyCap::Tier2);
    }
}
