//! Static embeddings: what pieces of words mean, as vectors that were distilled from an openly licensed sentence model
//! (`distill/`). A message's vector is the mean over its pieces, so that wordings of equal meaning lie near each other.
//!
//! | Bytes | Content of `model/embedding.bin` |
//! |---|---|
//! | 8 | `SBEMBED1` |
//! | 4 x 2 | pieces, dimensions (little endian) |
//! | 4 x pieces | hash of each piece, ascending (FNV-1a, 32 bits; a piece inside a word begins with `##`) |
//! | 4 x pieces | scale of each piece (f32) |
//! | dimensions x pieces | vectors, i8, in the order of the hashes |

use crate::linear::fnv;
use crate::token::Token;

/// Dimensions of a vector.
pub(crate) const DIMENSIONS: usize = 96;

const MAGIC: &[u8; 8] = b"SBEMBED1";
const HEADER: usize = 16;

/// Longest piece, bytes; longer ones are not in the table.
const MAX_PIECE: usize = 18;

static BUILTIN: &[u8] = include_bytes!("../model/embedding.bin");

/// The table of pieces, read in place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Embedding<'a> {
    hashes: &'a [u8],
    scales: &'a [u8],
    vectors: &'a [u8],
}

/// A message's vector; all zero if no piece of it is known.
pub(crate) type Vector = [f32; DIMENSIONS];

impl Embedding<'static> {
    /// The committed table; an empty one, should it be damaged (a test keeps that from being released).
    pub(crate) fn builtin() -> Self {
        Self::read(BUILTIN).unwrap_or(Self { hashes: &[], scales: &[], vectors: &[] })
    }

    /// The committed file, for the hash that a model records.
    pub(crate) const fn bytes() -> &'static [u8] {
        BUILTIN
    }
}

impl<'a> Embedding<'a> {
    /// `None` if the bytes are no whole table of this shape.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (header, body) = bytes.split_at_checked(HEADER)?;
        let number = |at: usize| header.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        let pieces = number(8)? as usize;
        if !header.starts_with(MAGIC) || number(12)? as usize != DIMENSIONS || body.len() != pieces * (8 + DIMENSIONS) {
            return None;
        }
        let (hashes, rest) = body.split_at(pieces * 4);
        let (scales, vectors) = rest.split_at(pieces * 4);
        Some(Self { hashes, scales, vectors })
    }

    /// The mean over the pieces of these words, of unit length.
    pub(crate) fn mean<'t>(&self, tokens: impl Iterator<Item = &'t Token>) -> Vector {
        let mut sum = [0.0_f32; DIMENSIONS];
        let mut plain = String::new();
        for token in tokens {
            for part in token.text.split('\'') {
                fold(part, &mut plain);
                self.add_word(plain.as_bytes(), &mut sum);
            }
        }
        let norm = sum.iter().map(|v| v * v).sum::<f32>().sqrt();
        if norm > 0.0 {
            for value in &mut sum {
                *value /= norm;
            }
        }
        sum
    }

    /// Greedy longest match from the left; a word with an unknown rest counts as far as it is known.
    fn add_word(&self, word: &[u8], sum: &mut Vector) {
        let mut start = 0;
        while start < word.len() {
            let prefix: &[u8] = if start == 0 { b"" } else { b"##" };
            let longest = word.len().min(start + MAX_PIECE);
            let found = (start + 1..=longest)
                .rev()
                .find_map(|end| self.position(fnv(&[prefix, &word[start..end]])).map(|position| (position, end)));
            let Some((position, end)) = found else { return };
            self.add_vector(position, sum);
            start = end;
        }
    }

    fn add_vector(&self, position: usize, sum: &mut Vector) {
        let scale = self.scales.get(position * 4..).and_then(|bytes| bytes.first_chunk().copied());
        let scale = scale.map_or(0.0, f32::from_le_bytes);
        let Some(vector) = self.vectors.get(position * DIMENSIONS..(position + 1) * DIMENSIONS) else { return };
        for (sum, value) in sum.iter_mut().zip(vector) {
            *sum += scale * f32::from(i8::from_le_bytes([*value]));
        }
    }

    fn position(&self, hash: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.hashes.len() / 4);
        while low < high {
            let middle = usize::midpoint(low, high);
            let found = u32::from_le_bytes(*self.hashes.get(middle * 4..)?.first_chunk()?);
            match found.cmp(&hash) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// Without accents, as the table has its pieces.
fn fold(word: &str, out: &mut String) {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
    } else {
        out.extend(word.nfd().filter(|c| !is_combining_mark(*c)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn likeness(a: &str, b: &str) -> f32 {
        let mean = |text| Embedding::builtin().mean(tokenize(None, text).iter());
        mean(a).iter().zip(mean(b)).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn the_committed_table_is_whole() {
        let table = Embedding::read(Embedding::bytes()).unwrap();
        let hash = |i: usize| u32::from_le_bytes(*table.hashes[i * 4..].first_chunk().unwrap());
        assert!((1..table.hashes.len() / 4).all(|i| hash(i - 1) < hash(i)));
        assert!(Embedding::read(&Embedding::bytes()[1..]).is_none());
        assert!(Embedding::read(&Embedding::bytes()[..Embedding::bytes().len() - 1]).is_none());
    }

    #[test]
    fn equal_meaning_lies_near() {
        let near = likeness("my parcel has not turned up", "the package never came");
        let far = likeness("my parcel has not turned up", "the lamp flickers when I plug it in");
        assert!(near > far + 0.1, "{near} {far}");
        assert_eq!(likeness("", "anything"), 0.0);
    }
}
