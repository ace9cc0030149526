//! Explicit questions for the state of an order: the pattern that the offline verifier asks for.

use std::sync::LazyLock;

use crate::pattern::{Group, Matcher};
use crate::token::tokenize;

#[rustfmt::skip]
const PATTERNS: &[&str] = &[
    "where|wheres ~1 is|are|s? ~1 my|the|our|this ~4 order*|package*|parcel*|item*|stuff|purchase|delivery|shipment|diffuser*|oil*|product*|things",
    "where|wheres my|the|our ~3 order*|package*|parcel*|item*|stuff|purchase|delivery|shipment|diffuser*|oil*|product*",
    "where is|are|wheres it|they",
    "whereabouts",
    "when ~3 will|is|does|do|can|should|would|are|am ~5 arrive|arrives|arriving|come|coming|ship|ships|shipped|shipping|deliver|delivered|delivery|get|receive|here|expect|sent|due|dispatched|leave",
    "when ~2 my|the ~3 order*|package*|parcel*|delivery|shipment",
    "tracking",
    "track ~3 order*|package*|parcel*|shipment|it|purchase|delivery",
    "how long|much ~4 arrive|shipping|ship|delivery|wait|take|takes|get|longer|until",
    "has|have|did|is|was ~4 shipped|ship|dispatched|left|sent|delivered",
    "hasn't|hasnt|not|haven't|havent|never|didn't|didnt|isn't ~3 shipped|ship|moved|arrived|arrive|received|dispatched|left|updated|delivered|come|sent|gotten|got",
    "no movement|updates|update|tracking|shipment|progress",
    "any|an update*|news|word|eta|status|information|info",
    "status ~2 of|on|for|update",
    "order|delivery|shipping|shipment|package status",
    "eta",
    "still|been waiting",
    "stuck ~3 transit|at|in",
    "label created|only",
    "on its|the way",
    "delayed|delay|overdue|late",
    "supposed|expected|expecting ~4 arrive|arrived|come|here|delivered|ship",
    "check ~2 on|status ~3 order*|package|delivery|shipment|it",
];

static MATCHER: LazyLock<Matcher<()>> = LazyLock::new(|| Matcher::new(&[Group { key: (), patterns: PATTERNS }], &[]));

/// Whether subject or text asks explicitly for the state of an order.
pub(crate) fn asks_status(subject: Option<&str>, text: &str) -> bool {
    !MATCHER.find(&tokenize(subject, text)).is_empty()
}

#[cfg(test)]
mod tests {
    use super::asks_status;

    #[test]
    fn rows() {
        for yes in [
            "Where is my order?",
            "wheres my package",
            "tracking please",
            "has it shipped yet",
            "When will my diffuser arrive?",
            "any update on this",
            "my order hasn't shipped",
            "tracking has not moved in a week",
            "what is the status of order 10442",
            "how long does shipping take",
        ] {
            assert!(asks_status(None, yes), "{yes}");
        }
        for no in ["I want a refund", "10442", "the app does not connect", "hello", "please change my address"] {
            assert!(!asks_status(None, no), "{no}");
        }
        assert!(asks_status(Some("Where is my order"), "10442"));
    }
}
