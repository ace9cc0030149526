//! Accuracy by parts of the data, to see where errors gather.

use std::collections::BTreeMap;

use serde::Serialize;
use switchboard_domain::ChannelClass;
use switchboard_text::word_count;

use super::decisions::team_right;
use crate::data::{DataSet, Example};
use crate::run::ExampleRun;
use crate::statistics::Proportion;

/// One part of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// `channel`, `language`, `length`, `tag` or `file`.
    pub by: &'static str,
    /// Which part.
    pub value: String,
    /// Primary intent right.
    pub accuracy: Proportion,
    /// Destination right, where labelled.
    pub team: Proportion,
}

/// The length class of a text, in words.
pub fn length_class(text: &str) -> &'static str {
    match word_count(text) {
        0..=5 => "0–5 words",
        6..=20 => "6–20 words",
        21..=60 => "21–60 words",
        _ => "over 60 words",
    }
}

pub(super) fn slices(measured: &[(&Example, &ExampleRun)], data: &DataSet) -> Vec<Slice> {
    let mut parts: BTreeMap<(&'static str, String), (Proportion, Proportion)> = BTreeMap::new();
    for (example, run) in measured {
        let file = data.facts(example.file).map_or_else(String::new, |facts| facts.name.clone());
        let own = [
            ("channel", ChannelClass::of(&example.channel).as_str().to_owned()),
            ("language", example.language.as_str().to_owned()),
            ("length", length_class(example.text.expose()).to_owned()),
            ("file", file),
        ];
        let tags = example.tags.iter().map(|tag| ("tag", tag.as_str().to_owned()));
        for key in own.into_iter().chain(tags) {
            let (accuracy, team) = parts.entry(key).or_default();
            accuracy.count(run.plain.primary_intent == example.primary);
            if let Some(right) = team_right(example, run) {
                team.count(right);
            }
        }
    }
    parts.into_iter().map(|((by, value), (accuracy, team))| Slice { by, value, accuracy, team }).collect()
}
