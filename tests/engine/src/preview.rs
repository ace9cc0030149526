//! `pulumi preview --json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::journal::name_of;

/// What a deployment would do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preview {
    /// Exit code of the command.
    #[serde(skip)]
    pub code: Option<i32>,
    /// One step a resource, and more for a replacement.
    pub steps: Vec<Step>,
    /// Messages of the engine, the host, the program and the providers.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of steps by kind.
    pub change_summary: BTreeMap<String, usize>,
}

/// A step.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// `create`, `update`, `same`, `replace`, `create-replacement`, `delete-replaced`, `delete`, `import`, …
    pub op: String,
    /// The resource.
    pub urn: String,
    /// The state before.
    #[serde(default)]
    pub old_state: Value,
    /// The state after.
    #[serde(default)]
    pub new_state: Value,
    /// Changes by property path.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub detailed_diff: BTreeMap<String, PropertyChange>,
}

fn null_is_empty<'de, D: Deserializer<'de>>(input: D) -> Result<BTreeMap<String, PropertyChange>, D::Error> {
    Option::deserialize(input).map(Option::unwrap_or_default)
}

/// The change of a property.
#[derive(Clone, Debug, Deserialize)]
pub struct PropertyChange {
    /// `add`, `update`, `delete`, and the same with `-replace`.
    pub kind: String,
}

/// A message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Diagnostic {
    /// The resource that it is about; empty if none.
    pub urn: String,
    /// The text.
    pub message: String,
    /// `error`, `warning`, `info`, `info#err`.
    pub severity: String,
}

impl Preview {
    /// Every property that would change, as `events.visibilityTimeoutSeconds update`; a step without properties as
    /// `create events`. Empty if nothing would change; reading is no change.
    pub fn changed(&self) -> Vec<String> {
        let mut all = Vec::new();
        for step in self.steps.iter().filter(|step| !matches!(step.op.as_str(), "same" | "refresh" | "read")) {
            let name = name_of(&step.urn);
            if step.detailed_diff.is_empty() {
                all.push(format!("{} {name}", step.op));
            }
            all.extend(step.detailed_diff.iter().map(|(path, change)| format!("{name}.{path} {}", change.kind)));
        }
        all
    }

    /// The first step of the resource of this name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| name_of(&step.urn) == name)
    }

    /// Messages of severity `error`.
    pub fn errors(&self) -> Vec<&Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == "error").collect()
    }
}
