//! Whether held-out examples occur in what a classifier was made from: training text, development text, prompts.

mod shingles;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use switchboard_text::fold;

use self::shingles::shingles;
use self::template::Template;
use crate::data::DataSet;

/// Word 5-gram Jaccard similarity from which two texts are near duplicates.
pub const NEAR_DUPLICATE: f64 = 0.8;

/// How an example occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// Equal but for case, punctuation and spaces, or an expansion of a template.
    Equal,
    /// Jaccard similarity of word 5-grams of 0.8 or more.
    NearDuplicate,
}

/// A held-out example that occurs elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The example.
    pub example_id: String,
    /// File and line, or file and paragraph, of what it equals.
    pub place: String,
    /// How.
    pub kind: LeakKind,
}

/// Text that a classifier was made from.
#[derive(Debug, Default)]
pub struct Corpus {
    places: Vec<String>,
    equal: BTreeMap<String, usize>,
    templates: Vec<(usize, Template)>,
    sizes: Vec<usize>,
    index: BTreeMap<u64, Vec<usize>>,
}

impl Corpus {
    /// Adds a text as it is.
    pub fn text(&mut self, place: impl Into<String>, text: &str) {
        let compact = compact(text);
        if compact.is_empty() {
            return;
        }
        let document = self.document(place.into(), text);
        self.equal.entry(compact).or_insert(document);
    }

    /// Adds a template: leading `[options]`, `{a|b}` for alternatives, `<slot>` for a value.
    pub fn template(&mut self, place: impl Into<String>, line: &str) {
        let template = Template::parse(line);
        let place = place.into();
        for variant in 0..template.width() {
            let expansion = template.expansion(variant);
            self.document(place.clone(), &expansion);
        }
        self.templates.push((self.places.len().saturating_sub(1), template));
    }

    fn document(&mut self, place: String, text: &str) -> usize {
        let document = self.places.len();
        let shingles = shingles(text);
        self.places.push(place);
        self.sizes.push(shingles.len());
        for shingle in shingles {
            self.index.entry(shingle).or_default().push(document);
        }
        document
    }

    /// Texts and expansions of templates that examples are held against.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is nothing to compare with.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Held-out examples (splits `test` and `challenge`) that occur in the corpus, one entry each.
    pub fn leaks(&self, data: &DataSet) -> Vec<Leak> {
        let held_out = data.examples.iter().filter(|example| data.split(example).is_held_out());
        held_out
            .filter_map(|example| {
                let (document, kind) = self.occurrence(example.text.expose())?;
                let place = self.places.get(document).cloned().unwrap_or_default();
                Some(Leak { example_id: example.id.clone(), place, kind })
            })
            .collect()
    }

    fn occurrence(&self, text: &str) -> Option<(usize, LeakKind)> {
        let compact = compact(text);
        if compact.is_empty() {
            return None;
        }
        let equal = self.equal.get(&compact).copied();
        let expanded = || self.templates.iter().find(|(_, template)| template.matches(&compact)).map(|(at, _)| *at);
        equal
            .or_else(expanded)
            .map(|document| (document, LeakKind::Equal))
            .or_else(|| self.near(&shingles(text)).map(|document| (document, LeakKind::NearDuplicate)))
    }

    fn near(&self, shingles: &BTreeSet<u64>) -> Option<usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for document in shingles.iter().filter_map(|shingle| self.index.get(shingle)).flatten() {
            *shared.entry(*document).or_default() += 1;
        }
        shared.into_iter().find_map(|(document, common)| {
            let union = shingles.len() + self.sizes.get(document).copied().unwrap_or(0) - common;
            (common as f64 >= NEAR_DUPLICATE * union as f64).then_some(document)
        })
    }
}

/// The letters and digits of a text, folded: what two texts must share to be equal.
fn compact(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<LeakKind> {
        let mut corpus = Corpus::default();
        corpus.text(
            "a.txt, line 1",
            "Where is my order? I have been waiting for two whole weeks now and nobody answers me.",
        );
        corpus.template("b.txt, line 1", "[@tiktok] {my|the} <item> {arrived|came} {broken|cracked}{ today|}");
        corpus.occurrence(text).map(|(_, kind)| kind)
    }

    #[test]
    fn equal_texts_expansions_and_near_duplicates_are_found() {
        let base = "where is my order i have been waiting for two whole weeks now and nobody answers me";
        assert_eq!(found(base), Some(LeakKind::Equal));
        assert_eq!(found("The glass bottle came CRACKED today!"), Some(LeakKind::Equal));
        assert_eq!(found("My diffuser arrived broken"), Some(LeakKind::Equal));
        assert_eq!(found(&format!("{base} please")), Some(LeakKind::NearDuplicate));
    }

    #[test]
    fn other_texts_are_not() {
        for text in [
            "",
            "??",
            "My diffuser arrived late",
            "Where is my order?",
            "I have been waiting for two whole weeks for an answer",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
