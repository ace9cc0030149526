//! What a number was made from; stands in every artefact.

use serde::{Deserialize, Serialize};
use switchboard_domain::taxonomy::TAXONOMY_VERSION;
use switchboard_policy::{POLICY_VERSION, ROUTING_MAPPING_VERSION};
use switchboard_replies::Catalogue;
use switchboard_settings::Settings;

use crate::data::DataSet;
use crate::recorded::Recorded;

/// A data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// Name of the data set.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Lines.
    pub records: usize,
}

/// What a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of the code.
    pub release: String,
    /// The data.
    pub data: Vec<DataFile>,
    /// Fingerprint of the effective settings.
    pub configuration_snapshot: String,
    /// `offline` or `recorded`.
    pub classifier: String,
    /// Model and version of the classification.
    pub model_snapshot: Option<String>,
    /// Version of the prompt, if a recording names one.
    pub prompt: Option<String>,
    /// Schema of a classifier's answer.
    pub decision_schema: String,
    /// Schema of a verifier's answer.
    pub verifier_schema: String,
    /// Version of intents and teams.
    pub taxonomy: String,
    /// Version of the policy.
    pub policy: String,
    /// Version of the map from intents to teams.
    pub routing: String,
    /// Version of the template catalogue.
    pub catalogue: String,
    /// Seed of resampling and noise.
    pub seed: u64,
    /// When the run began. Absent in `metrics.json`: equal inputs give equal bytes there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub started_at: Option<String>,
}

impl Provenance {
    /// The provenance of a run.
    pub fn of(release: &str, data: &DataSet, settings: &Settings, recorded: Option<&Recorded>, seed: u64) -> Self {
        let joined = |names: &std::collections::BTreeSet<String>| {
            (!names.is_empty()).then(|| names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        };
        let (classifier, model, prompt) = match recorded {
            None => ("offline", Some(switchboard_classify::model_version()), None),
            Some(recorded) => ("recorded", joined(&recorded.models), joined(&recorded.prompts)),
        };
        let file = |facts: &crate::data::FileFacts| DataFile {
            name: facts.name.clone(),
            version: facts.version.clone(),
            sha256: facts.sha256.clone(),
            records: facts.records,
        };
        Self {
            release: release.to_owned(),
            data: data.files.iter().map(file).collect(),
            configuration_snapshot: format!("settings:{}", settings.effective_hash()),
            classifier: classifier.to_owned(),
            model_snapshot: model,
            prompt,
            decision_schema: "decision.v1".to_owned(),
            verifier_schema: "verifier.v1".to_owned(),
            taxonomy: TAXONOMY_VERSION.to_owned(),
            policy: POLICY_VERSION.to_owned(),
            routing: ROUTING_MAPPING_VERSION.to_owned(),
            catalogue: Catalogue::builtin().version().to_owned(),
            seed,
            started_at: None,
        }
    }
}
