//! Word 5-grams as hashes.

use std::collections::BTreeSet;

use switchboard_text::fold;

/// Words in a shingle.
const WORDS: usize = 5;

/// Hashes of all runs of five words; a shorter text has none and can only be equal.
pub(super) fn shingles(text: &str) -> BTreeSet<u64> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(WORDS).map(hash).collect()
}

/// FNV-1a: the same on every machine.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
