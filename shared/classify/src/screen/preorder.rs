//! A pre-order is mentioned.

use super::{Key, Topic::Preorder, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Preorder, Hard, &["preorder*", "pre order|orders|ordered|ordering|sale", "preventa", "preventas", "presale"]),
];

#[cfg(test)]
mod tests {
    use crate::screen::screen;

    #[test]
    fn rows() {
        for yes in ["when does my pre-order ship", "I preordered in May", "mi preventa"] {
            assert!(screen(None, yes).preorder_mentioned, "{yes}");
        }
        assert!(!screen(None, "my previous order").preorder_mentioned);
    }
}
