//! Messages for the peer to train on: the written messages and the templates that the built-in classifier is trained on,
//! alternatives chosen by a fixed rule. The product's own expansion (noise, courtesies) belongs to its training and is not repeated here.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use switchboard_classify::train::TrainingSet;
use switchboard_domain::Intent;

use crate::error::LoadError;

/// Messages of templates per intent; the templates of an intent take turns.
const PER_INTENT: usize = 150;

/// Labelled messages as JSON lines `{"intent":…,"text":…}`.
pub(super) fn json_lines(folder: &Path) -> Result<String, LoadError> {
    let set = TrainingSet::read(folder)?;
    let mut lines = String::new();
    for intent in Intent::all() {
        let own: Vec<&str> = set.templates.iter().filter(|t| t.intent == intent).map(|t| t.text.as_str()).collect();
        for turn in 0..if own.is_empty() { 0 } else { PER_INTENT } {
            let text = fill(own[turn % own.len()], turn / own.len());
            let _ = writeln!(lines, "{}", json!({"intent": intent.as_str(), "text": text}));
        }
    }
    for message in set.authors.iter().flat_map(|author| &author.messages) {
        let _ = writeln!(lines, "{}", json!({"intent": message.intent.as_str(), "text": message.text}));
    }
    Ok(lines)
}

/// The template with the `choice`-th alternative of every brace (counted on by one from brace to brace, so that choices
/// mix) and every `<slot>` by its name.
fn fill(template: &str, choice: usize) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    let mut braces = 0;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inner, behind) = after.split_once('}').unwrap_or((after, ""));
        let alternatives: Vec<&str> = inner.split('|').collect();
        out.push_str(alternatives[(choice + braces * choice) % alternatives.len()]);
        braces += 1;
        rest = behind;
    }
    out.push_str(rest);
    out.replace(['<', '>'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_take_turns_and_slots_become_words() {
        assert_eq!(fill("my {order|box} {is late|never came} <when>", 0), "my order is late when");
        assert_eq!(fill("my {order|box} {is late|never came} <when>", 1), "my box is late when");
        assert_eq!(fill("{a|b|c}", 5), "c");
        assert_eq!(fill("plain", 3), "plain");
    }
}
