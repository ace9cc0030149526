//! Order numbers in a ticket's fields and texts.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::pattern::pattern;
use crate::span::Excluded;

/// Older messages of the customer that are read.
pub const MAX_OLDER: usize = 5;

/// The texts in which a number may stand, already cleaned: plain text without quoted history and signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberSources<'a> {
    /// The ticket's structured order number.
    pub structured: Option<&'a str>,
    /// Subject line.
    pub subject: Option<&'a str>,
    /// The customer's newest message.
    pub newest: &'a str,
    /// The customer's older messages, newest first; at most [`MAX_OLDER`] are read.
    pub older: &'a [&'a str],
    /// Whether the newest message answers our question for the number (see [`crate::is_pending_answer`]).
    pub pending_answer: bool,
}

/// Form of the merchant's order numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRules {
    /// Fewest digits.
    pub min_digits: usize,
    /// Most digits.
    pub max_digits: usize,
    /// What stands before the digits, for example `SB`; it is dropped. It must not end with a digit.
    pub prefix: Option<String>,
}

impl Default for NumberRules {
    fn default() -> Self {
        Self { min_digits: 3, max_digits: 10, prefix: None }
    }
}

/// Where a number was found, in falling order of trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberSource {
    /// Structured field of the ticket.
    Field,
    /// The answer to our question.
    PendingAnswer,
    /// After "order number" and the like.
    OrderNumberText,
    /// After "order" or "order #".
    OrderHash,
    /// After `#`.
    HashNumber,
    /// Six to eight digits alone.
    Standalone,
}

impl NumberSource {
    /// Rank of trust, 1 to 5.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Field => 1,
            Self::PendingAnswer | Self::OrderNumberText => 2,
            Self::OrderHash => 3,
            Self::HashNumber => 4,
            Self::Standalone => 5,
        }
    }

    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::PendingAnswer => "pending_answer",
            Self::OrderNumberText => "order_number_text",
            Self::OrderHash => "order_hash",
            Self::HashNumber => "hash_number",
            Self::Standalone => "standalone",
        }
    }

    /// Whether the number was named as an order's number (ranks 1 to 3).
    pub const fn names_an_order(self) -> bool {
        self.rank() <= 3
    }
}

/// A number found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderNumber {
    /// Digits only, without prefix.
    pub digits: String,
    /// Where it stood.
    pub source: NumberSource,
}

/// Everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extraction {
    /// The number of the best rank; within a rank the one with more digits, then the earliest.
    pub best: Option<OrderNumber>,
    /// The other numbers, best first, each with its best source.
    pub alternatives: Vec<OrderNumber>,
    /// Two different numbers were named as an order's number (ranks 1 to 3).
    pub ambiguous: bool,
}

impl Extraction {
    /// Best and alternatives.
    pub fn all(&self) -> impl Iterator<Item = &OrderNumber> {
        self.best.iter().chain(&self.alternatives)
    }

    /// The one number that the texts single out: none when another one has the same rank, or two were named.
    pub fn single(&self) -> Option<&OrderNumber> {
        let best = self.best.as_ref()?;
        let rivalled = self.alternatives.iter().any(|other| other.source.rank() == best.source.rank());
        (!self.ambiguous && !rivalled).then_some(best)
    }
}

/// Finds the order numbers of a ticket.
pub fn extract_number(sources: &NumberSources<'_>, rules: &NumberRules) -> Extraction {
    let mut found: Vec<Candidate> = Vec::new();
    if let Some(digits) = sources.structured.and_then(|text| field_number(text, rules)) {
        found.push(Candidate { digits, source: NumberSource::Field, text: 0, at: 0 });
    }
    let texts = sources.subject.into_iter().chain([sources.newest]);
    let texts = texts.chain(sources.older.iter().take(MAX_OLDER).copied());
    let newest_index = usize::from(sources.subject.is_some());
    for (index, raw) in texts.enumerate() {
        let answers = sources.pending_answer && index == newest_index;
        scan(index, &prepare(raw, rules.prefix.as_deref()), answers, &mut found);
    }
    found.retain(|c| (rules.min_digits..=rules.max_digits).contains(&c.digits.len()));
    found.sort_by_key(|c| (c.source.rank(), Reverse(c.digits.len()), c.source, c.text, c.at));
    let mut numbers: Vec<OrderNumber> = Vec::new();
    for candidate in found {
        if !numbers.iter().any(|n| n.digits == candidate.digits) {
            numbers.push(OrderNumber { digits: candidate.digits, source: candidate.source });
        }
    }
    let ambiguous = numbers.iter().filter(|n| n.source.names_an_order()).count() > 1;
    let mut numbers = numbers.into_iter();
    Extraction { best: numbers.next(), alternatives: numbers.collect(), ambiguous }
}

struct Candidate {
    digits: String,
    source: NumberSource,
    /// Which text, in reading order.
    text: usize,
    /// Byte position in it.
    at: usize,
}

/// The only group of 3 to 20 digits of a structured field.
fn field_number(text: &str, rules: &NumberRules) -> Option<String> {
    let text = prepare(text, rules.prefix.as_deref());
    let mut groups = digit_groups(&text).into_iter().filter(|g| (3..=20).contains(&g.len()));
    let (first, more) = (groups.next()?, groups.next());
    more.is_none().then(|| text[first].to_owned())
}

fn scan(index: usize, text: &str, answers: bool, found: &mut Vec<Candidate>) {
    static NUMBER_TEXT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\border\s{0,3}(?:numbers?|no\.?|num\.?|id)\s{0,3}(?:\b(?:is|was)\b)?\s{0,3}[:=]?\s{0,3}(?:\b(?:is|was)\b)?\s{0,3}#?\s{0,3}([0-9]{3,20})\b",
        )
    });
    static ORDER_HASH: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\border[ \t\x{a0}]{0,3}:?[ \t\x{a0}]{0,3}#?[ \t\x{a0}]{0,3}([0-9]{3,20})\b"));
    static HASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\w&#])# ?([0-9]{4,10})\b"));
    let groups = digit_groups(text);
    if !groups.iter().any(|group| group.len() >= 3) {
        return;
    }
    let mut matches: Vec<(NumberSource, Range<usize>)> = Vec::new();
    for (source, regex) in [
        (NumberSource::OrderNumberText, &*NUMBER_TEXT),
        (NumberSource::OrderHash, &*ORDER_HASH),
        (NumberSource::HashNumber, &*HASH),
    ] {
        matches.extend(regex.captures_iter(text).filter_map(|c| Some((source, c.get(1)?.range()))));
    }
    let alone = (0..groups.len()).filter(|i| {
        let group = &groups[*i];
        (6..=8).contains(&group.len()) && is_alone(text, &groups, *i) && !is_compact_date(&text[group.clone()])
    });
    matches.extend(alone.map(|i| (NumberSource::Standalone, groups[i].clone())));
    let answer_groups = groups.iter().filter(|_| answers);
    let excluded = Excluded::around(text, matches.iter().map(|(_, range)| range).chain(answer_groups));
    matches.retain(|(source, range)| match source {
        NumberSource::Standalone => !excluded.covers_unlabelled(range),
        _ => !excluded.covers(range),
    });
    if answers {
        let mut numbers = groups.iter().filter(|g| (3..=10).contains(&g.len()) && !excluded.covers_unlabelled(g));
        if let (Some(only), None) = (numbers.next(), numbers.next()) {
            matches.push((NumberSource::PendingAnswer, only.clone()));
        }
    }
    found.extend(matches.into_iter().map(|(source, range)| Candidate {
        at: range.start,
        digits: text[range].to_owned(),
        source,
        text: index,
    }));
}

/// Byte ranges of the runs of ASCII digits.
pub(crate) fn digit_groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.end == at => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Whether a group of digits is a word of its own and no part of a number written in groups.
fn is_alone(text: &str, groups: &[Range<usize>], index: usize) -> bool {
    let group = &groups[index];
    let bounded = |c: Option<char>, allowed: &str| c.is_none_or(|c| c.is_whitespace() || allowed.contains(c));
    let before = text[..group.start].chars().next_back();
    let mut rest = text[group.end..].chars();
    let (after, next) = (rest.next(), rest.next());
    let joined = |a: &Range<usize>, b: &Range<usize>| b.start == a.end + 1 && a.len().min(b.len()) >= 3;
    bounded(before, "([\"'“‘,;:")
        && bounded(after, ".,;:!?)]\"'”’")
        && !(after.is_some_and(|c| ".,:".contains(c)) && next.is_some_and(|c| c.is_ascii_digit()))
        && !(index > 0 && joined(&groups[index - 1], group))
        && !groups.get(index + 1).is_some_and(|next| joined(group, next))
}

/// Whether eight digits are a date written as YYYYMMDD, DDMMYYYY or MMDDYYYY.
fn is_compact_date(digits: &str) -> bool {
    let part = |range: Range<usize>| digits.get(range).and_then(|d| d.parse::<i16>().ok()).unwrap_or(0);
    let valid = |year: i16, month: i16, day: i16| {
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return false };
        (1900..=2100).contains(&year) && Date::new(year, month, day).is_ok()
    };
    digits.len() == 8
        && (valid(part(0..4), part(4..6), part(6..8))
            || valid(part(4..8), part(2..4), part(0..2))
            || valid(part(4..8), part(0..2), part(2..4)))
}

/// The text with thousands separators and the prefix of order numbers taken out.
pub(crate) fn prepare(text: &str, prefix: Option<&str>) -> String {
    static GROUPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9]{1,3}(?:,[0-9]{3})+\b"));
    let text = GROUPED.replace_all(text, |found: &regex::Captures<'_>| found[0].replace(',', ""));
    match prefix {
        Some(prefix) if prefix.ends_with(|c: char| !c.is_ascii_digit()) => without_prefix(&text, prefix),
        _ => text.into_owned(),
    }
}

fn without_prefix(text: &str, prefix: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let starts_word = !kept.ends_with(char::is_alphanumeric);
        let here = text.get(at..at + prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        if starts_word && here {
            let rest = text[at + prefix.len()..].strip_prefix(['-', ' ']).unwrap_or(&text[at + prefix.len()..]);
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                at = text.len() - rest.len();
                continue;
            }
        }
        kept.push(c);
        at += c.len_utf8();
    }
    kept
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
