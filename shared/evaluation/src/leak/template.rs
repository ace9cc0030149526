//! A training template as a pattern over the letters and digits of a text.

use std::collections::BTreeSet;

use super::compact;

/// Longest value of a slot, characters without spaces.
const SLOT: usize = 24;
/// Expansions by which a template is compared for near duplicates.
const EXPANSIONS: usize = 4;

#[derive(Debug)]
enum Part {
    Text { written: String, compact: String },
    Slot,
    Choice(Vec<Vec<Part>>),
}

/// A parsed template.
#[derive(Debug)]
pub(super) struct Template(Vec<Part>);

impl Template {
    /// Reads a line. Whatever stands in leading brackets says how the template is used, not what it says.
    pub(super) fn parse(line: &str) -> Self {
        let mut rest = line.trim();
        while let Some((_, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            rest = after.trim_start();
        }
        let mut parts = Vec::new();
        while let Some(open) = rest.find('{') {
            let (before, after) = (&rest[..open], &rest[open + 1..]);
            let Some((inner, next)) = after.split_once('}') else { break };
            parts.extend(with_slots(before));
            parts.push(Part::Choice(inner.split('|').map(with_slots).collect()));
            rest = next;
        }
        parts.extend(with_slots(rest));
        Self(parts)
    }

    /// How many expansions are worth comparing.
    pub(super) fn width(&self) -> usize {
        let widest = self.0.iter().map(|part| if let Part::Choice(options) = part { options.len() } else { 1 }).max();
        widest.unwrap_or(1).min(EXPANSIONS)
    }

    /// The expansion that takes alternative `variant` of every choice, slots left out.
    pub(super) fn expansion(&self, variant: usize) -> String {
        let mut out = String::new();
        expand(&self.0, variant, &mut out);
        out
    }

    /// Whether a text of letters and digits only is an expansion.
    pub(super) fn matches(&self, text: &str) -> bool {
        after(&self.0, text, BTreeSet::from([0])).contains(&text.len())
    }
}

fn with_slots(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('<') {
        let Some((_, next)) = inner.split_once('>') else { break };
        parts.push(literal(before));
        parts.push(Part::Slot);
        rest = next;
    }
    parts.push(literal(rest));
    parts
}

fn literal(text: &str) -> Part {
    Part::Text { written: text.to_owned(), compact: compact(text) }
}

fn expand(parts: &[Part], variant: usize, out: &mut String) {
    for part in parts {
        match part {
            Part::Text { written, .. } => out.push_str(written),
            Part::Slot => {}
            Part::Choice(options) => {
                if let Some(option) = options.get(variant % options.len().max(1)) {
                    expand(option, variant, out);
                }
            }
        }
    }
}

/// The positions that can be reached from `starts`.
fn after(parts: &[Part], text: &str, starts: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut positions = starts;
    for part in parts {
        positions = match part {
            Part::Text { compact, .. } => {
                let fits = |at: &usize| text.get(*at..).is_some_and(|rest| rest.starts_with(compact.as_str()));
                positions.into_iter().filter(fits).map(|at| at + compact.len()).collect()
            }
            Part::Slot => positions.into_iter().flat_map(|at| slot_ends(text, at)).collect(),
            Part::Choice(options) => options.iter().flat_map(|option| after(option, text, positions.clone())).collect(),
        };
        if positions.is_empty() {
            break;
        }
    }
    positions
}

/// Where a slot that begins at `start` can end.
fn slot_ends(text: &str, start: usize) -> impl Iterator<Item = usize> {
    let ends = text[start..].char_indices().map(move |(i, _)| start + i).chain([text.len()]);
    ends.filter(move |end| *end > start).take(SLOT)
}
