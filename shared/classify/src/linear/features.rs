//! Features of a message: hashes of words, pairs of words, character n-grams, concepts and the channel. A hash is the
//! feature's name; which of them have weights is for the model's vocabulary to say.

use switchboard_domain::ChannelClass;

use crate::lexicon::{CONCEPTS, Found, concepts};
use crate::token::Token;

/// Changes whenever the meaning of a hash changes; part of the configuration hash.
pub(crate) const FEATURE_VERSION: u32 = 2;

/// A longer message is read at its beginning and at its end, where the point usually stands.
const HEAD_WORDS: usize = 160;
const TAIL_WORDS: usize = 96;

/// Longest word that n-grams are made of, bytes.
const MAX_NGRAM_WORD: usize = 18;

/// How far a negator marks the words after it.
const NEGATION_REACH: usize = 3;

/// Families of features; every family is normalised by itself.
pub(crate) const FAMILIES: usize = 3;

/// Words, pairs of words and the channel.
const WORDS: usize = 0;
/// Concepts of the vocabulary of the trade.
const CONCEPT: usize = 1;
/// Character n-grams.
const NGRAMS: usize = 2;

/// Distinct hashes of one message by family, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) families: [Vec<u32>; FAMILIES],
}

impl Features {
    fn add(&mut self, family: usize, hash: u32) {
        self.families[family].push(mix(hash));
    }
}

/// The features of a tokenised message whose first `subject_words` words are its subject.
pub(crate) fn extract(tokens: &[Token], subject_words: usize, channel: ChannelClass) -> Features {
    let mut features = Features::default();
    features.add(WORDS, fnv(&[b"c:", channel.as_str().as_bytes()]));
    for part in read_parts(tokens) {
        words(part, &mut features);
        ngrams(part, &mut features);
        concept_features(&concepts(part), &mut features);
    }
    for token in &tokens[..subject_words.min(HEAD_WORDS).min(tokens.len())] {
        features.add(WORDS, fnv(&[b"s:", normal(token)]));
    }
    for family in &mut features.families {
        family.sort_unstable();
        family.dedup();
    }
    features
}

/// The parts of a message that are read: all of it, or both ends of a long one.
pub(crate) fn read_parts(tokens: &[Token]) -> [&[Token]; 2] {
    if tokens.len() > HEAD_WORDS + TAIL_WORDS {
        [&tokens[..HEAD_WORDS], &tokens[tokens.len() - TAIL_WORDS..]]
    } else {
        [tokens, &[]]
    }
}

fn words(tokens: &[Token], features: &mut Features) {
    for (i, token) in tokens.iter().enumerate() {
        let word = normal(token);
        features.add(WORDS, fnv(&[b"w:", word]));
        if let Some(next) = tokens.get(i + 1).filter(|next| next.sentence == token.sentence) {
            features.add(WORDS, fnv(&[b"p:", word, b" ", normal(next)]));
        }
        let from = i.saturating_sub(NEGATION_REACH);
        if tokens[from..i].iter().any(|before| before.clause == token.clause && is_negator(&before.text)) {
            features.add(WORDS, fnv(&[b"n:", word]));
        }
    }
}

fn ngrams(tokens: &[Token], features: &mut Features) {
    let mut padded = Vec::with_capacity(MAX_NGRAM_WORD + 2);
    for token in tokens {
        let word = normal(token);
        if word.len() < 3 || word[0] == b'#' {
            continue;
        }
        padded.clear();
        padded.push(b'^');
        padded.extend(&word[..word.len().min(MAX_NGRAM_WORD)]);
        padded.push(b'$');
        for length in 3..=5 {
            for gram in padded.windows(length) {
                features.add(NGRAMS, fnv(&[b"g:", gram]));
            }
        }
    }
}

fn concept_features(found: &[Found], features: &mut Features) {
    let mut all: Vec<u8> = found.iter().map(|f| f.concept).collect();
    all.sort_unstable();
    all.dedup();
    for (i, a) in all.iter().enumerate() {
        features.add(CONCEPT, fnv(&[b"k:", &[*a]]));
        for b in &all[i + 1..] {
            let together = found
                .iter()
                .any(|f| f.concept == *a && found.binary_search(&Found { sentence: f.sentence, concept: *b }).is_ok());
            if together {
                features.add(CONCEPT, fnv(&[b"kk:", &[*a, *b]]));
            }
        }
    }
}

/// The word itself, or a class for numbers: what matters is that there is one, and how long it is.
fn normal(token: &Token) -> &[u8] {
    let text = token.text.as_bytes();
    if !text.iter().all(u8::is_ascii_digit) {
        return text;
    }
    match text.len() {
        0..=2 => text,
        3 => b"#3",
        4..=10 => b"#order",
        _ => b"#long",
    }
}

fn is_negator(word: &str) -> bool {
    word.ends_with("n't")
        || matches!(
            word,
            "not"
                | "no"
                | "never"
                | "without"
                | "dont"
                | "didnt"
                | "wont"
                | "cant"
                | "doesnt"
                | "cannot"
                | "nothing"
                | "havent"
                | "hasnt"
                | "isnt"
                | "wasnt"
                | "nunca"
                | "sin"
        )
}

/// FNV-1a, 32 bits.
pub(crate) fn fnv(parts: &[&[u8]]) -> u32 {
    parts
        .iter()
        .flat_map(|part| part.iter())
        .fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Final mixing (MurmurHash3), since FNV's low bits are weak for short keys.
const fn mix(mut hash: u32) -> u32 {
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

/// Everything of this file and of the vocabulary that a trained model depends on, for the configuration hash.
pub(crate) fn description() -> String {
    format!("features {FEATURE_VERSION} {HEAD_WORDS} {TAIL_WORDS} {CONCEPTS:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn features(text: &str) -> Features {
        extract(&tokenize(None, text), 0, ChannelClass::Email)
    }

    #[test]
    fn numbers_are_classes_and_case_is_nothing() {
        assert_eq!(features("Order 10442 NOW"), features("order 99871 now"));
        assert_ne!(features("order 10442 now"), features("order 12 now"));
    }

    #[test]
    fn subject_and_channel_are_features() {
        let tokens = tokenize(Some("refund"), "please");
        assert_ne!(extract(&tokens, 1, ChannelClass::Email), extract(&tokens, 0, ChannelClass::Email));
        assert_ne!(extract(&tokens, 1, ChannelClass::Email), extract(&tokens, 1, ChannelClass::Tiktok));
    }

    #[test]
    fn a_long_message_is_read_at_both_ends() {
        let long = format!("begin {} end", "filler ".repeat(1_500));
        let shorter = format!("begin {} end", "filler ".repeat(400));
        assert_eq!(features(&long), features(&shorter));
        assert_ne!(features(&long), features(&long.replace("end", "fin")));
    }
}
