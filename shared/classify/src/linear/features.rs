//! Features of a message: hashed words, pairs of words, character n-grams, concepts and the channel.

use switchboard_domain::ChannelClass;

use crate::lexicon::{CONCEPTS, Found, concepts};
use crate::token::Token;

/// Changes whenever the meaning of a bucket changes; part of the configuration hash.
pub(crate) const FEATURE_VERSION: u32 = 1;

/// Size of the hashed feature space.
pub(crate) const BUCKETS: usize = 1 << 16;

/// A longer message is read at its beginning and at its end, where the point usually stands.
const HEAD_WORDS: usize = 160;
const TAIL_WORDS: usize = 96;

/// Longest word that n-grams are made of, bytes.
const MAX_NGRAM_WORD: usize = 18;

/// How far a negator marks the words after it.
const NEGATION_REACH: usize = 3;

/// Buckets of one message by family; every family is normalised by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) families: [Vec<u32>; FAMILIES],
}

/// Words and pairs; concepts; character n-grams.
pub(crate) const FAMILIES: usize = 3;

/// Weight of each family; measured on held-out templates, equal weights are as good as any.
pub(crate) const FAMILY_WEIGHT: [f32; FAMILIES] = [1.0, 1.0, 1.0];

impl Features {
    /// The value that every feature of a family has: its weight, divided by the norm of the family.
    pub(crate) fn values(&self) -> [f32; FAMILIES] {
        std::array::from_fn(|f| FAMILY_WEIGHT[f] / (self.families[f].len().max(1) as f32).sqrt())
    }
}

/// Collects distinct buckets.
struct Sink {
    seen: Vec<u64>,
    features: Features,
}

impl Sink {
    fn add(&mut self, family: usize, hash: u32) {
        let bucket = mix(hash) as usize % BUCKETS;
        let (word, bit) = (bucket / 64, 1_u64 << (bucket % 64));
        if self.seen[word] & bit == 0 {
            self.seen[word] |= bit;
            self.features.families[family].push(bucket as u32);
        }
    }
}

/// The features of a tokenised message whose first `subject_words` words are its subject.
pub(crate) fn extract(tokens: &[Token], subject_words: usize, channel: ChannelClass) -> Features {
    let mut sink = Sink { seen: vec![0; BUCKETS / 64], features: Features::default() };
    sink.add(0, fnv(&[b"c:", channel.as_str().as_bytes()]));
    let long = tokens.len() > HEAD_WORDS + TAIL_WORDS;
    let (head, tail) =
        if long { (&tokens[..HEAD_WORDS], &tokens[tokens.len() - TAIL_WORDS..]) } else { (tokens, &tokens[..0]) };
    for part in [head, tail] {
        words(part, &mut sink);
        ngrams(part, &mut sink);
        concept_features(&concepts(part), &mut sink);
    }
    for token in &tokens[..subject_words.min(HEAD_WORDS).min(tokens.len())] {
        sink.add(0, fnv(&[b"s:", normal(token)]));
    }
    sink.features
}

fn words(tokens: &[Token], sink: &mut Sink) {
    for (i, token) in tokens.iter().enumerate() {
        let word = normal(token);
        sink.add(0, fnv(&[b"w:", word]));
        if let Some(next) = tokens.get(i + 1).filter(|next| next.sentence == token.sentence) {
            sink.add(0, fnv(&[b"p:", word, b" ", normal(next)]));
        }
        let from = i.saturating_sub(NEGATION_REACH);
        if tokens[from..i].iter().any(|before| before.clause == token.clause && is_negator(&before.text)) {
            sink.add(0, fnv(&[b"n:", word]));
        }
    }
}

fn ngrams(tokens: &[Token], sink: &mut Sink) {
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
                sink.add(2, fnv(&[b"g:", gram]));
            }
        }
    }
}

fn concept_features(found: &[Found], sink: &mut Sink) {
    let mut all: Vec<u8> = found.iter().map(|f| f.concept).collect();
    all.sort_unstable();
    all.dedup();
    for (i, a) in all.iter().enumerate() {
        sink.add(1, fnv(&[b"k:", &[*a]]));
        for b in &all[i + 1..] {
            let together = found
                .iter()
                .any(|f| f.concept == *a && found.binary_search(&Found { sentence: f.sentence, concept: *b }).is_ok());
            if together {
                sink.add(1, fnv(&[b"kk:", &[*a, *b]]));
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
fn fnv(parts: &[&[u8]]) -> u32 {
    parts
        .iter()
        .flat_map(|part| part.iter())
        .fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Final mixing (MurmurHash3), since FNV's low bits are weak for short keys.
fn mix(mut hash: u32) -> u32 {
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

/// Everything of this file and of the vocabulary that a trained model depends on, for the configuration hash.
pub(crate) fn description() -> String {
    format!("features {FEATURE_VERSION} {BUCKETS} {HEAD_WORDS} {TAIL_WORDS} {FAMILY_WEIGHT:?} {CONCEPTS:?}")
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
