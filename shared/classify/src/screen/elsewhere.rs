//! Stories about other shops and other quarrels: the words of a threat, but not aimed at the merchant.

use super::{Key, Topic::Elsewhere, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Elsewhere, Innocent, &[
        "another|other|different|previous ~1 shop|store|site|website|seller|brand|company|merchant|retailer|business|webshop|vendor",
        "landlord|airline|airlines|insurer",
        "kidding|joking|jk",
        "movie|movies|book|novel|series|documentary|podcast|episode ~4 fraud|lawyer|lawyers|lawsuit",
    ]),
];

/// Words that address the merchant: a sentence with one of them is not only a story.
pub(super) const ADDRESS: &[&str] = &["you", "your", "u", "ur", "yours", "y'all", "yall"];
