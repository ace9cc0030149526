//! The sidecar of a data file: what it is, where it comes from, and what may be shown of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_domain::Intent;

use super::example::{Example, ExampleTag};
use super::fields::{Fields, WrongField, wrong};

const KNOWN: &str = "name, version, licence, created, split, label_scheme, fold, language, counts, sha256, provenance \
and redaction";

/// What a file may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Fitting a model.
    Train,
    /// Tuning and thresholds.
    Dev,
    /// Gates only.
    Test,
    /// Escalations, adversarial texts, noise.
    Challenge,
}

impl Split {
    /// Held out: must not occur in training text or prompts.
    pub const fn is_held_out(self) -> bool {
        matches!(self, Self::Test | Self::Challenge)
    }
}

/// Which intents count as order status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// Order status and shipping delay.
    #[default]
    Narrow,
    /// Delivery problems too: delivered but not received.
    Broad,
}

impl Fold {
    /// Whether the intent is order status in this reading.
    pub fn is_order_status(self, intent: Intent) -> bool {
        intent.allows_tier2() || (self == Self::Broad && intent == Intent::DeliveredNotReceived)
    }
}

/// Whether reports may repeat the texts of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUse {
    /// The texts are invented (`redaction: "synthetic"`).
    Shown,
    /// Anything else: reports name ids only.
    Withheld,
}

/// Facts about one data file, for reports and provenance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileFacts {
    /// File name, without folder.
    pub file: String,
    /// Name of the data set; the file's own without a sidecar.
    pub name: String,
    /// Version of the data set.
    pub version: String,
    /// Licence.
    pub licence: String,
    /// Date of creation.
    pub created: String,
    /// What it may be used for.
    pub split: Split,
    /// How it was labelled.
    pub label_scheme: String,
    /// What counts as order status.
    pub fold: Fold,
    /// Languages.
    pub language: String,
    /// Where it comes from.
    pub provenance: String,
    /// Whether texts may be shown.
    pub text: TextUse,
    /// Lines.
    pub records: usize,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Whether a sidecar confirmed hash and counts.
    pub verified: bool,
}

/// A parsed sidecar.
pub(crate) struct Sidecar {
    facts: FileFacts,
    counts: Value,
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

impl Sidecar {
    pub(crate) fn parse(text: &str, file: &str) -> Result<Self, WrongField> {
        let mut fields = Fields::parse(text)?;
        let label_scheme: Value = fields.required("label_scheme", "a string or an object")?;
        let redaction: Value = fields.required("redaction", "a string or an object")?;
        let in_scheme = label_scheme.get("fold").cloned();
        let fold = match fields.raw("fold").or(in_scheme) {
            None | Some(Value::Null) => Fold::default(),
            Some(value) => serde_json::from_value(value).map_err(|_| wrong("fold", "must be narrow or broad"))?,
        };
        let kind = redaction.get("kind").unwrap_or(&redaction);
        let text = if kind.as_str() == Some("synthetic") { TextUse::Shown } else { TextUse::Withheld };
        let mut described = |name| fields.required::<Value>(name, "a string").map(|value| plain(&value));
        let facts = FileFacts {
            file: file.to_owned(),
            name: described("name")?,
            version: described("version")?,
            licence: described("licence")?,
            created: described("created")?,
            language: described("language")?,
            provenance: described("provenance")?,
            sha256: described("sha256")?,
            split: fields.required("split", "train, dev, test or challenge")?,
            label_scheme: plain(&label_scheme),
            fold,
            text,
            records: 0,
            verified: true,
        };
        let counts = fields.required("counts", "a number or an object")?;
        fields.end(KNOWN)?;
        Ok(Self { facts, counts })
    }

    /// Holds hash and counts against the file, and gives its facts.
    pub(crate) fn verify(self, sha256: &str, records: usize, examples: &[Example]) -> Result<FileFacts, WrongField> {
        if !self.facts.sha256.eq_ignore_ascii_case(sha256) {
            let reason = format!("the file has {sha256}; if its change is meant, put this into the sidecar");
            return Err(wrong("sha256", &reason));
        }
        verify_counts(&self.counts, records, examples)?;
        Ok(FileFacts { records, ..self.facts })
    }
}

fn verify_counts(counts: &Value, records: usize, examples: &[Example]) -> Result<(), WrongField> {
    let mut actual: BTreeMap<String, usize> = BTreeMap::from([("total".to_owned(), records)]);
    for example in examples {
        *actual.entry(example.primary.as_str().to_owned()).or_default() += 1;
        for tag in &example.tags {
            *actual.entry(tag.as_str().to_owned()).or_default() += 1;
        }
    }
    let check = |name: &str, path: &str, value: &Value| {
        let tag = serde_json::from_value::<ExampleTag>(name.into()).is_ok();
        if !(name == "total" || tag || Intent::from_name(name).is_some()) {
            return Ok(());
        }
        let there = actual.get(name).copied().unwrap_or(0);
        let holds = value.as_u64() == Some(there as u64);
        if holds { Ok(()) } else { Err(wrong(path, &format!("the file has {there}"))) }
    };
    match counts {
        Value::Number(_) => check("total", "counts", counts),
        Value::Object(map) => map.iter().try_for_each(|(name, value)| match value {
            Value::Object(group) => {
                group.iter().try_for_each(|(key, value)| check(key, &format!("counts.{name}.{key}"), value))
            }
            value => check(name, &format!("counts.{name}"), value),
        }),
        _ => Err(wrong("counts", "must be a number or an object")),
    }
}

/// Facts about a file without sidecar: held out, its texts not shown.
pub(crate) fn unverified(file: &str, sha256: &str, records: usize) -> FileFacts {
    let unknown = || "unknown".to_owned();
    FileFacts {
        file: file.to_owned(),
        name: file.to_owned(),
        version: unknown(),
        licence: unknown(),
        created: unknown(),
        split: Split::Test,
        label_scheme: unknown(),
        fold: Fold::default(),
        language: unknown(),
        provenance: unknown(),
        text: TextUse::Withheld,
        records,
        sha256: sha256.to_owned(),
        verified: false,
    }
}
