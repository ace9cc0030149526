//! How far a decision went, on the scale of the labels.

use switchboard_domain::{Action, Tier};
use switchboard_policy::case::CaseResult;

use crate::data::Reach;

/// How far the decision went: an escalation, no reply, or the tier of the reply.
pub(crate) fn reach(result: &CaseResult) -> Reach {
    match (result.tier, result.action) {
        (Tier::Tier0Escalation, _) => Reach::Escalation,
        (_, Action::RouteOnly) => Reach::RouteOnly,
        (Tier::Tier2Verified | Tier::Tier3AutoAction, Action::SendTemplate) => Reach::Verified,
        (Tier::Tier1SafeAssist, Action::SendTemplate) => Reach::SafeAssist,
    }
}
