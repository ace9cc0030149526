//! Labelled data: JSON Lines files with a sidecar each.

mod example;
pub(crate) mod fields;
mod metadata;
mod scenario;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

pub use example::{Example, ExampleTag, MatchPossible, Reach};
pub use metadata::{FileFacts, Fold, Split, TextUse};
pub use scenario::{Expectation, Mismatch, Scenario};

use self::fields::{Fields, WrongField};
use self::metadata::{Sidecar, unverified};

/// Why data cannot be used. Free of customer text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// A line is wrong.
    #[error("{file}, line {line}: {field}: {reason}")]
    Line {
        /// File name.
        file: String,
        /// From 1.
        line: usize,
        /// Dotted path.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// The sidecar is wrong, or does not fit its file.
    #[error("{file}: {field}: {reason}")]
    Sidecar {
        /// Name of the sidecar.
        file: String,
        /// Dotted path.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// A group has examples of two splits.
    #[error("{file}: group_id: the group of example {example_id} is divided between splits; move it to one of them")]
    Group {
        /// File name.
        file: String,
        /// An example of the group.
        example_id: String,
    },
    /// There is nothing in a file.
    #[error("{0}: no line holds a record")]
    Empty(String),
}

impl DataError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "eval.data_line",
            Self::Sidecar { .. } => "eval.data_sidecar",
            Self::Group { .. } => "eval.data_group",
            Self::Empty(_) => "eval.data_empty",
        }
    }

    pub(crate) fn line(file: &str, line: usize, wrong: WrongField) -> Self {
        Self::Line { file: file.to_owned(), line, field: wrong.field, reason: wrong.reason }
    }
}

/// The content of one file, as the caller read it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// File name without folder; stands in errors and reports.
    pub name: &'a str,
    /// The file.
    pub content: &'a str,
    /// Its sidecar, `<stem>.meta.json`; `None`: there is none.
    pub sidecar: Option<&'a str>,
}

/// Everything that is evaluated in one run.
#[derive(Debug, Default)]
pub struct DataSet {
    /// Facts about the files, in the order in which they were added.
    pub files: Vec<FileFacts>,
    /// Labelled messages.
    pub examples: Vec<Example>,
    /// Cases with expectations.
    pub scenarios: Vec<Scenario>,
    ids: BTreeSet<String>,
    groups: BTreeMap<String, Split>,
}

enum Kind {
    Example,
    Scenario,
}

impl DataSet {
    /// Reads one file. Its first line tells the kind: `example_id` or `expect`.
    ///
    /// # Errors
    /// The first wrong line; a sidecar whose hash or counts do not fit; an id that occurred before, in any file; a group
    /// that is divided between splits.
    pub fn add(&mut self, source: Source<'_>) -> Result<(), DataError> {
        let Source { name, content, sidecar } = source;
        let index = self.files.len();
        let (examples_before, mut records, mut kind) = (self.examples.len(), 0, None);
        for (i, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let at = |wrong| DataError::line(name, i + 1, wrong);
            if kind.is_none() {
                let fields = Fields::parse(line).map_err(at)?;
                kind = Some(if fields.has("example_id") || !fields.has("expect") {
                    Kind::Example
                } else {
                    Kind::Scenario
                });
            }
            let id = if matches!(kind, Some(Kind::Scenario)) {
                let scenario = Scenario::parse(line, index).map_err(at)?;
                self.scenarios.push(scenario);
                self.scenarios.last().map(|s| s.id.clone())
            } else {
                let example = Example::parse(line, index).map_err(at)?;
                self.examples.push(example);
                self.examples.last().map(|e| e.id.clone())
            };
            if !self.ids.insert(id.unwrap_or_default()) {
                let field = if matches!(kind, Some(Kind::Scenario)) { "id" } else { "example_id" };
                return Err(at(fields::wrong(field, "occurs twice; ids are unique over all files of a run")));
            }
            records += 1;
        }
        if records == 0 {
            return Err(DataError::Empty(name.to_owned()));
        }
        let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(content.as_bytes()));
        let facts = match sidecar {
            None => unverified(name, &sha256, records),
            Some(text) => Sidecar::parse(text, name)
                .and_then(|sidecar| sidecar.verify(&sha256, records, &self.examples[examples_before..]))
                .map_err(|WrongField { field, reason }| DataError::Sidecar {
                    file: sidecar_name(name),
                    field,
                    reason,
                })?,
        };
        // Nothing is known about the split of a file without sidecar.
        for example in self.examples[examples_before..].iter().filter(|_| facts.verified) {
            let Some(group) = &example.group_id else { continue };
            if *self.groups.entry(group.clone()).or_insert(facts.split) != facts.split {
                return Err(DataError::Group { file: name.to_owned(), example_id: example.id.clone() });
            }
        }
        self.files.push(facts);
        Ok(())
    }

    /// Facts about the file of an example or scenario.
    pub fn facts(&self, file: usize) -> Option<&FileFacts> {
        self.files.get(file)
    }

    pub(crate) fn split(&self, example: &Example) -> Split {
        self.facts(example.file).map_or(Split::Test, |facts| facts.split)
    }

    pub(crate) fn fold(&self, example: &Example) -> Fold {
        self.facts(example.file).map_or(Fold::Narrow, |facts| facts.fold)
    }

    /// Whether reports may repeat the example's text.
    pub fn may_show(&self, example: &Example) -> bool {
        self.facts(example.file).is_some_and(|facts| facts.text == TextUse::Shown)
    }
}

/// The name of the sidecar of a data file: `test.jsonl` has `test.meta.json`.
pub fn sidecar_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    format!("{stem}.meta.json")
}
