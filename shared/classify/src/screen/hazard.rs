//! Danger to life, health or property: no Tier 0 intent, but nothing that a template may answer.

use super::{Key, Topic::Hazard, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Hazard, Hard, &[
        "caught|catch|catches|catching|on fire|flames",
        "went up in flames",
        "house fire",
        "fire department",
        "exploded|explosion",
        "hospital|hospitalized|hospitalised",
        "emergency room",
        "poison control",
        "poisoned|anaphyla*",
        "kill|killing|hurt myself",
        "suicid*",
        "swallowed|drank|ingested ~4 oil|liquid|it|battery",
    ]),
    group(Hazard, Harmless, &[
        "order* ~4 hospital",
        "work* ~4 hospital",
        "hospital address|gift|room|where",
        "sale|scent|smell|scents on fire",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::screen;

    #[test]
    fn rows() {
        for yes in ["The diffuser caught fire last night", "my son swallowed the oil", "we are in the emergency room"] {
            assert!(screen(None, yes).soft_other, "{yes}");
        }
        for no in ["I work night shifts at the hospital", "it makes no mist", "the fireplace scent is great"] {
            assert!(!screen(None, no).soft_other, "{no}");
        }
    }
}
