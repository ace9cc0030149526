//! From the text of a shipping method to a window of business days.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stated::{Stated, stated};

/// Most business days that a window may span.
pub const MAX_WINDOW_DAYS: u16 = 60;

/// Fewest and most business days of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Fewest business days.
    pub min: u16,
    /// Most business days, not below `min`.
    pub max: u16,
}

impl Window {
    /// A window within [`MAX_WINDOW_DAYS`] whose bounds are in order.
    pub const fn new(min: u16, max: u16) -> Option<Self> {
        if min <= max && max <= MAX_WINDOW_DAYS { Some(Self { min, max }) } else { None }
    }
}

/// What a shipping method promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodWindow {
    /// The window.
    pub window: Window,
    /// What it was read from: a key of the map, `range` or `days`.
    pub key: String,
}

/// Names of shipping methods and their windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitMap {
    /// Keys are lower case, hyphens are spaces, one space between words.
    entries: BTreeMap<String, Window>,
}

/// An entry of a configured map that was ignored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitWarning {
    /// Not an object; the built-in map is used.
    #[error("shipping.transit_map is not an object; the built-in map is used")]
    NotAMap,
    /// Not `[min, max]`, `[n]` or `n` with whole numbers from 0 to 60.
    #[error("shipping.transit_map: the entry `{0}` is ignored; use [min, max], [n] or n with 0 to 60 business days")]
    Entry(String),
    /// No entry is valid; the built-in map is used.
    #[error("shipping.transit_map has no valid entry; the built-in map is used")]
    NothingLeft,
}

impl Default for TransitMap {
    fn default() -> Self {
        const BUILT_IN: [(&str, u16, u16); 16] = [
            ("priority", 1, 1),
            ("overnight", 1, 1),
            ("next day", 1, 1),
            ("1 day", 1, 1),
            ("express", 1, 2),
            ("rush", 1, 2),
            ("rushed", 1, 2),
            ("2 day", 2, 2),
            ("two day", 2, 2),
            ("expedited", 2, 3),
            ("standard", 3, 5),
            ("ground", 3, 7),
            ("economy", 5, 7),
            ("free", 5, 7),
            ("postal", 5, 7),
            ("mail", 5, 7),
        ];
        let entries = BUILT_IN.into_iter().map(|(key, min, max)| (key.to_owned(), Window { min, max })).collect();
        Self { entries }
    }
}

impl TransitMap {
    /// A map from its configured form `{method: [min, max] | [n] | n}`; it replaces the built-in one. Invalid entries
    /// are ignored with a warning; a map without a valid entry means the built-in one.
    pub fn from_json(value: &Value) -> (Self, Vec<TransitWarning>) {
        let Some(object) = value.as_object() else {
            let warnings = if value.is_null() { Vec::new() } else { vec![TransitWarning::NotAMap] };
            return (Self::default(), warnings);
        };
        let mut entries = BTreeMap::new();
        let mut warnings = Vec::new();
        for (name, value) in object {
            let key = normalise(name);
            match window_of(value).filter(|_| !key.is_empty()) {
                Some(window) => _ = entries.insert(key, window),
                None => warnings.push(TransitWarning::Entry(name.chars().take(40).collect())),
            }
        }
        if entries.is_empty() {
            warnings.extend((!object.is_empty()).then_some(TransitWarning::NothingLeft));
            return (Self::default(), warnings);
        }
        (Self { entries }, warnings)
    }

    /// The window that the method's text states or names; none if it does neither.
    pub fn window(&self, method: &str) -> Option<MethodWindow> {
        let text = normalise(method);
        match stated(&text) {
            Stated::Days(window, key) => Some(MethodWindow { window, key: key.to_owned() }),
            Stated::OtherUnit => None,
            Stated::Nothing => self.named(&text),
        }
    }

    /// The best key in the text: with digits if the text has digits and such a key is there, then the longest, then
    /// the smaller maximum, the smaller minimum, alphabetical.
    fn named(&self, text: &str) -> Option<MethodWindow> {
        let text_has_digits = has_digit(text);
        let (key, window) =
            self.entries.iter().filter(|(key, _)| has_words(text, key)).min_by_key(|(key, window)| {
                let digits_preferred = text_has_digits && has_digit(key);
                (!digits_preferred, std::cmp::Reverse(key.len()), window.max, window.min, (*key).clone())
            })?;
        Some(MethodWindow { window: *window, key: key.clone() })
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the words stand in the text, bounded by something that is no letter and no digit.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let after = text[start + found.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Lower case, dashes between words as spaces, single spaces. A dash between digits stays: it is a range.
fn normalise(text: &str) -> String {
    let lower: Vec<char> = text.chars().take(200).flat_map(char::to_lowercase).collect();
    let digit_at = |i: Option<usize>| i.and_then(|i| lower.get(i)).is_some_and(char::is_ascii_digit);
    let spaced: String = (0..lower.len())
        .map(|i| match lower[i] {
            '-' | '\u{2010}'..='\u{2015}' if digit_at(i.checked_sub(1)) && digit_at(Some(i + 1)) => '-',
            '\u{2010}'..='\u{2015}' => '-',
            '-' if lower.get(i + 1).is_some_and(|c| c.is_alphabetic()) => ' ',
            c => c,
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `[min, max]`, `[n]` or `n`.
fn window_of(value: &Value) -> Option<Window> {
    let days = |value: &Value| -> Option<u16> {
        match value {
            Value::Number(number) => number.as_u64().and_then(|n| n.try_into().ok()),
            Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        }
    };
    match value {
        Value::Array(items) => match items.as_slice() {
            [n] => days(n).and_then(|n| Window::new(n, n)),
            [min, max] => Window::new(days(min)?, days(max)?),
            _ => None,
        },
        single => days(single).and_then(|n| Window::new(n, n)),
    }
}

#[cfg(test)]
#[path = "method_tests.rs"]
mod tests;
