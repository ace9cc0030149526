//! A message as numbers: rows of the vocabulary with their values, and the dense part.

use switchboard_domain::ChannelClass;

use super::features::{FAMILIES, Features, extract, read_parts};
use super::rows::Rows;
use crate::embedding::{DIMENSIONS, Embedding};
use crate::token::{Token, tokenize};

/// Dense values: the mean vector of the whole message, and that of its last sentence, where the point often stands.
pub(crate) const DENSE: usize = 2 * DIMENSIONS;

/// Weight of each family against the others; chosen by holding out one author's file after the other.
pub(crate) const FAMILY_WEIGHT: [f32; FAMILIES] = [1.0, 0.3, 0.5];

/// Weight of the whole message's vector and of the last sentence's, chosen in the same way.
const DENSE_WEIGHT: [f32; 2] = [0.7, 0.3];

/// A last sentence with fewer words says nothing by itself ("Thanks Ann"); the one before it is taken.
const LAST_SENTENCE_WORDS: usize = 4;

/// Steps of a stored inverse document frequency for each whole number.
pub(crate) const IDF_STEPS: f32 = 16.0;

/// What is read from a message, before a vocabulary.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) features: Features,
    pub(crate) dense: Vec<f32>,
}

impl Reading {
    /// Reads a clean message.
    pub(crate) fn of(subject: Option<&str>, text: &str, channel: ChannelClass) -> Self {
        let tokens = tokenize(subject, text);
        let subject_words = subject.map_or(0, |subject| tokenize(Some(subject), "").len());
        Self { features: extract(&tokens, subject_words, channel), dense: dense(&tokens) }
    }

    /// The rows of the vocabulary with their values.
    pub(crate) fn rows(&self, rows: &Rows, idf: &[u8]) -> Vec<(usize, f32)> {
        let mut all = Vec::with_capacity(self.features.families.iter().map(Vec::len).sum());
        for (family, weight) in self.features.families.iter().zip(FAMILY_WEIGHT) {
            let start = all.len();
            let mut squares = 0.0;
            for row in family.iter().filter_map(|hash| rows.position(*hash)) {
                let value = f32::from(idf.get(row).copied().unwrap_or_default()) / IDF_STEPS;
                squares += value * value;
                all.push((row, value));
            }
            let norm = if squares > 0.0 { weight / squares.sqrt() } else { 0.0 };
            for (_, value) in &mut all[start..] {
                *value *= norm;
            }
        }
        all
    }
}

fn dense(tokens: &[Token]) -> Vec<f32> {
    let embedding = Embedding::builtin();
    let whole = embedding.mean(read_parts(tokens).into_iter().flatten());
    let last = embedding.mean(last_sentence(tokens).iter());
    let weighted = |vector: [f32; DIMENSIONS], weight: f32| vector.into_iter().map(move |value| value * weight);
    weighted(whole, DENSE_WEIGHT[0]).chain(weighted(last, DENSE_WEIGHT[1])).collect()
}

/// The last sentence that says something.
fn last_sentence(tokens: &[Token]) -> &[Token] {
    let mut end = tokens.len();
    while let Some(last) = end.checked_sub(1).map(|at| tokens[at].sentence) {
        let start = tokens[..end].partition_point(|token| token.sentence < last);
        if end - start >= LAST_SENTENCE_WORDS || start == 0 {
            return &tokens[start..end];
        }
        end = start;
    }
    &[]
}

/// What this file contributes to the configuration hash.
pub(crate) fn description() -> String {
    format!("{} encoded {FAMILY_WEIGHT:?} {DENSE_WEIGHT:?} {LAST_SENTENCE_WORDS}", super::features::description())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sentence_is_the_last_that_says_something() {
        let text = |text: &str| {
            let tokens = tokenize(None, text);
            last_sentence(&tokens).iter().map(|t| t.text.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text("I ordered two. Please cancel my whole order. Thanks, Ann"), "please cancel my whole order");
        assert_eq!(text("Hello. Hi."), "hello");
        assert_eq!(text(""), "");
    }

    #[test]
    fn a_family_has_the_length_of_its_weight() {
        let reading = Reading::of(None, "where is my parcel", ChannelClass::Email);
        let mut hashes: Vec<u32> = reading.features.families.iter().flatten().copied().collect();
        hashes.sort_unstable();
        let rows = Rows::new(hashes).unwrap();
        let values = reading.rows(&rows, &vec![16; rows.len()]);
        let squares: f32 = values.iter().map(|(_, v)| v * v).sum();
        let expected: f32 = FAMILY_WEIGHT.iter().map(|w| w * w).sum();
        assert!((squares - expected).abs() < 1e-3, "{squares} {expected}");
        assert!(reading.rows(&Rows::default(), &[]).is_empty());
    }
}
