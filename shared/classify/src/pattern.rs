//! A small pattern language over words, and its compiled matcher.
//!
//! A pattern is a line of elements separated by spaces:
//!
//! | Element | Matches |
//! |---|---|
//! | `word` | this word |
//! | `stem*` | every word that begins so |
//! | `word%` | this word with at most one typing error (words of 6 letters or more, same first letter) |
//! | `word%%` | this word with at most two typing errors (words of 8 letters or more, same first letter) |
//! | `a\|b*\|c` | one of several |
//! | `@set` | one of a named set of the same alternatives |
//! | `…?` | the element or nothing |
//! | `~3` | up to three arbitrary words |
//! | `L & R` | both halves in one sentence, at most twelve words apart, in any order |
//!
//! No match crosses the end of a sentence. Words are whole words, so "issue" never matches `sue`.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use crate::token::Token;

/// Widest distance between the halves of an `&` pattern, words.
const PAIR_GAP: u8 = 12;

/// Patterns of one meaning, as data.
pub(crate) struct Group<K> {
    pub(crate) key: K,
    pub(crate) patterns: &'static [&'static str],
}

/// A place where a pattern matched: words `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit<K> {
    pub(crate) key: K,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Clone, Copy)]
enum Step {
    Class(u16),
    Optional(u16),
    Gap(u8),
}

struct Compiled<K> {
    key: K,
    steps: Vec<Step>,
}

/// FNV-1a: the keys are short words of our own tables, and every word of a message is looked up a dozen times.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3));
    }
}

type WordMap = HashMap<&'static str, Vec<u16>, BuildHasherDefault<Fnv>>;

/// All patterns of a set of groups, indexed by the class of their first word.
pub(crate) struct Matcher<K> {
    exact: WordMap,
    prefixes: WordMap,
    /// The stems by length, ascending.
    stems: Vec<Stems>,
    fuzzy: Vec<Fuzzy>,
    by_first: Vec<Vec<Compiled<K>>>,
    /// Length of a bit set over the classes, 64-bit words.
    words: usize,
}

/// What is known of all stems of one length: most words are told from them by two letters, without a look-up.
struct Stems {
    length: usize,
    first: u32,
    last: u32,
}

impl Stems {
    fn may_hold(&self, prefix: &[u8]) -> bool {
        self.first & letter_bit(prefix.first()) != 0 && self.last & letter_bit(prefix.last()) != 0
    }
}

fn letter_bit(letter: Option<&u8>) -> u32 {
    letter.map_or(0, |byte| 1 << (byte & 31))
}

/// A word that is also recognised with typing errors.
struct Fuzzy {
    word: &'static str,
    edits: usize,
    class: u16,
}

/// Words that are one edit from a decisive one without meaning it.
const OTHER_WORDS: &[&str] = &["dispite", "purchased", "purchaser"];

/// The classes that a word belongs to.
type Classes = Vec<u16>;

impl<K: Copy> Matcher<K> {
    /// Compiles the groups. `sets` resolves `@name`; an unknown name matches nothing (a test checks that none is).
    pub(crate) fn new(groups: &[Group<K>], sets: &'static [(&'static str, &'static str)]) -> Self {
        let mut builder = Builder { sets, ids: HashMap::new(), words: Vec::new() };
        let mut by_first: Vec<Vec<Compiled<K>>> = Vec::new();
        for group in groups {
            for pattern in group.patterns {
                for steps in builder.compile(pattern) {
                    if let Some(Step::Class(first)) = steps.first() {
                        let first = usize::from(*first);
                        if by_first.len() <= first {
                            by_first.resize_with(first + 1, Vec::new);
                        }
                        by_first[first].push(Compiled { key: group.key, steps });
                    }
                }
            }
        }
        builder.finish(by_first)
    }

    /// All matches, in the order of their first word; the shortest one per pattern and start.
    pub(crate) fn find(&self, tokens: &[Token]) -> Vec<Hit<K>> {
        let classes: Vec<Classes> = tokens.iter().map(|token| self.classes(&token.text)).collect();
        let mut hits = Vec::new();
        let mut present = Present(vec![0; self.words]);
        for start in 0..tokens.len() {
            let sentence = tokens[start].sentence;
            if start == 0 || tokens[start - 1].sentence != sentence {
                let length = tokens[start..].iter().take_while(|token| token.sentence == sentence).count();
                present.fill(&classes[start..start + length]);
            }
            for first in &classes[start] {
                for compiled in self.by_first.get(usize::from(*first)).into_iter().flatten() {
                    if !present.has_all(&compiled.steps) {
                        continue;
                    }
                    let state = Matching { tokens, classes: &classes, sentence };
                    if let Some(end) = state.run(&compiled.steps, start) {
                        hits.push(Hit { key: compiled.key, start, end });
                    }
                }
            }
        }
        hits
    }

    fn classes(&self, word: &str) -> Classes {
        let mut found = self.exact.get(word).cloned().unwrap_or_default();
        for stems in self.stems.iter().take_while(|stems| stems.length <= word.len()) {
            let prefix = word.get(..stems.length).filter(|prefix| stems.may_hold(prefix.as_bytes()));
            if let Some(ids) = prefix.and_then(|prefix| self.prefixes.get(prefix)) {
                found.extend_from_slice(ids);
            }
        }
        if word.len() >= 6 && !OTHER_WORDS.contains(&word) {
            let first = word.as_bytes()[0];
            for known in self.fuzzy.iter().filter(|known| known.word.as_bytes()[0] == first) {
                let near = match known.edits {
                    1 => within_one_edit(word.as_bytes(), known.word.as_bytes()),
                    _ => word.len() >= 8 && within_two_edits(word.as_bytes(), known.word.as_bytes()),
                };
                if near {
                    found.push(known.class);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The classes that occur in a sentence, a bit each: most patterns lack one of theirs and need no attempt.
struct Present(Vec<u64>);

impl Present {
    fn fill(&mut self, classes: &[Classes]) {
        self.0.fill(0);
        for id in classes.iter().flatten() {
            self.0[usize::from(*id / 64)] |= 1 << (id % 64);
        }
    }

    fn has_all(&self, steps: &[Step]) -> bool {
        steps.iter().all(|step| match step {
            Step::Class(id) => self.0[usize::from(*id / 64)] & (1 << (id % 64)) != 0,
            Step::Optional(_) | Step::Gap(_) => true,
        })
    }
}

struct Matching<'a> {
    tokens: &'a [Token],
    classes: &'a [Classes],
    sentence: u32,
}

impl Matching<'_> {
    /// The end of the shortest match of `steps` at word `at`.
    fn run(&self, steps: &[Step], at: usize) -> Option<usize> {
        let Some((step, rest)) = steps.split_first() else { return Some(at) };
        match step {
            Step::Class(id) => self.has(at, *id).then(|| self.run(rest, at + 1))?,
            Step::Optional(id) => {
                self.has(at, *id).then(|| self.run(rest, at + 1)).flatten().or_else(|| self.run(rest, at))
            }
            Step::Gap(most) => (0..=usize::from(*most)).find_map(|skip| {
                (skip == 0 || self.inside(at + skip - 1)).then(|| self.run(rest, at + skip)).flatten()
            }),
        }
    }

    fn inside(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.sentence == self.sentence)
    }

    fn has(&self, at: usize, id: u16) -> bool {
        self.inside(at) && self.classes[at].binary_search(&id).is_ok()
    }
}

struct Builder {
    sets: &'static [(&'static str, &'static str)],
    ids: HashMap<&'static str, u16>,
    words: Vec<(&'static str, u16)>,
}

impl Builder {
    fn compile(&mut self, pattern: &'static str) -> Vec<Vec<Step>> {
        match pattern.split_once(" & ") {
            None => vec![self.steps(pattern)],
            Some((left, right)) => {
                let (left, right) = (self.steps(left), self.steps(right));
                let join = |a: &[Step], b: &[Step]| [a, &[Step::Gap(PAIR_GAP)], b].concat();
                vec![join(&left, &right), join(&right, &left)]
            }
        }
    }

    fn steps(&mut self, pattern: &'static str) -> Vec<Step> {
        pattern
            .split_whitespace()
            .map(|element| match (element.strip_prefix('~'), element.strip_suffix('?')) {
                (Some(gap), _) => Step::Gap(gap.parse().unwrap_or(0)),
                (None, Some(optional)) => Step::Optional(self.class(optional)),
                (None, None) => Step::Class(self.class(element)),
            })
            .collect()
    }

    fn class(&mut self, element: &'static str) -> u16 {
        let next = u16::try_from(self.ids.len()).unwrap_or(u16::MAX);
        if let Some(id) = self.ids.get(element) {
            return *id;
        }
        self.ids.insert(element, next);
        for alternative in element.split('|') {
            match alternative.strip_prefix('@') {
                Some(name) => {
                    let set = self.sets.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| *words);
                    self.words.extend(set.split('|').filter(|w| !w.is_empty()).map(|word| (word, next)));
                }
                None => self.words.push((alternative, next)),
            }
        }
        next
    }

    fn finish<K>(self, by_first: Vec<Vec<Compiled<K>>>) -> Matcher<K> {
        let mut matcher = Matcher {
            exact: WordMap::default(),
            prefixes: WordMap::default(),
            stems: Vec::new(),
            fuzzy: Vec::new(),
            by_first,
            words: self.ids.len().div_ceil(64),
        };
        for (word, id) in self.words {
            if let Some(stem) = word.strip_suffix('*') {
                matcher.prefixes.entry(stem).or_default().push(id);
            } else if let Some(plain) = word.strip_suffix('%') {
                let (plain, edits) = plain.strip_suffix('%').map_or((plain, 1), |word| (word, 2));
                matcher.fuzzy.push(Fuzzy { word: plain, edits, class: id });
                matcher.exact.entry(plain).or_default().push(id);
            } else {
                matcher.exact.entry(word).or_default().push(id);
            }
        }
        let mut by_length: BTreeMap<usize, Stems> = BTreeMap::new();
        for stem in matcher.prefixes.keys().map(|stem| stem.as_bytes()) {
            let stems = by_length.entry(stem.len()).or_insert(Stems { length: stem.len(), first: 0, last: 0 });
            stems.first |= letter_bit(stem.first());
            stems.last |= letter_bit(stem.last());
        }
        matcher.stems = by_length.into_values().collect();
        matcher
    }
}

/// Whether the words differ by at most one insertion, deletion, substitution or swap of neighbours.
fn within_one_edit(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let head = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short_rest, long_rest) = (&short[head..], &long[head..]);
    match long.len() - short.len() {
        0 => {
            short_rest.is_empty()
                || short_rest[1..] == long_rest[1..]
                || short_rest.len() >= 2
                    && short_rest[0] == long_rest[1]
                    && short_rest[1] == long_rest[0]
                    && short_rest[2..] == long_rest[2..]
        }
        1 => *short_rest == long_rest[1..],
        _ => false,
    }
}

/// Longest word whose distance is computed, letters.
const LONGEST: usize = 24;

/// Whether the words differ by at most two insertions, deletions, substitutions or swaps of neighbours.
fn within_two_edits(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 2 || a.len() > LONGEST || b.len() > LONGEST {
        return false;
    }
    let mut before = [0_usize; LONGEST + 1];
    let mut above = [0_usize; LONGEST + 1];
    for (j, cell) in above.iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        let mut row = [i; LONGEST + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = above;
        above = row;
    }
    above[b.len()] <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    const SETS: &[(&str, &str)] = &[("pay", "charge*|payment")];

    fn matches(pattern: &'static str, text: &str) -> bool {
        let patterns: &'static [&'static str] = Vec::leak(vec![pattern]);
        let matcher = Matcher::new(&[Group { key: (), patterns }], SETS);
        !matcher.find(&tokenize(None, text)).is_empty()
    }

    #[test]
    fn elements_row_by_row() {
        for (pattern, yes, no) in [
            ("sue", "I will sue", "an issue"),
            ("disput*", "disputing it", "dis puting"),
            ("lawyer%", "my laywer", "my layer"),
            ("chargeback%%", "a chargbck", "is chargeable"),
            ("dispute%", "a dispte", "dispite that"),
            ("reverse ~2 @pay", "reverse the last charges", "reverse a b c charge"),
            ("see you? in court", "see in court", "see them in court"),
            ("bank & cancel", "cancel it at my bank", "cancel it. My bank"),
            ("a|b c", "b c", "b. c"),
        ] {
            assert!(matches(pattern, yes), "{pattern}: {yes}");
            assert!(!matches(pattern, no), "{pattern}: {no}");
        }
    }

    #[test]
    fn two_edits_row_by_row() {
        for (a, b, near) in [
            ("chargeback", "chargbck", true),
            ("unauthorized", "unauterized", true),
            ("fraudulent", "fradulant", true),
            ("chargeback", "chargeable", false),
            ("fraudulent", "fragile", false),
        ] {
            assert_eq!(within_two_edits(a.as_bytes(), b.as_bytes()), near, "{a} {b}");
            assert_eq!(within_two_edits(b.as_bytes(), a.as_bytes()), near, "{b} {a}");
        }
    }

    #[test]
    fn edits_row_by_row() {
        for (a, b, near) in [
            ("chargeback", "chargback", true),
            ("lawyer", "laywer", true),
            ("lawyer", "lawyers", true),
            ("lawyer", "lawyer", true),
            ("dispute", "dispose", false),
            ("attorney", "journey", false),
        ] {
            assert_eq!(within_one_edit(a.as_bytes(), b.as_bytes()), near, "{a} {b}");
            assert_eq!(within_one_edit(b.as_bytes(), a.as_bytes()), near, "{b} {a}");
        }
    }
}
