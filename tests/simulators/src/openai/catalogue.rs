//! The models that the simulated account may use: public names, their dated snapshots, and what they accept.

use serde_json::{Value, json};

/// A model under its two names.
#[derive(Debug)]
pub(crate) struct Model {
    /// The name that moves with the vendor's releases.
    pub(crate) alias: &'static str,
    /// What answers to it, and to itself.
    pub(crate) snapshot: &'static str,
    /// Seconds since the epoch.
    created: i64,
    /// Efforts that it accepts, the default first; empty for a model that does not reason.
    efforts: &'static [Effort],
}

/// `reasoning.effort`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    None,
    Minimal,
    Low,
    Medium,
    High,
}

const GPT_5: &[Effort] = &[Effort::Medium, Effort::Minimal, Effort::Low, Effort::High];
const GPT_5_1: &[Effort] = &[Effort::None, Effort::Low, Effort::Medium, Effort::High];
const O_SERIES: &[Effort] = &[Effort::Medium, Effort::Low, Effort::High];

const MODELS: [Model; 8] = [
    Model { alias: "gpt-5", snapshot: "gpt-5-2025-08-07", created: 1_754_524_800, efforts: GPT_5 },
    Model { alias: "gpt-5-mini", snapshot: "gpt-5-mini-2025-08-07", created: 1_754_524_800, efforts: GPT_5 },
    Model { alias: "gpt-5-nano", snapshot: "gpt-5-nano-2025-08-07", created: 1_754_524_800, efforts: GPT_5 },
    Model { alias: "gpt-5.1", snapshot: "gpt-5.1-2025-11-13", created: 1_762_992_000, efforts: GPT_5_1 },
    Model { alias: "o4-mini", snapshot: "o4-mini-2025-04-16", created: 1_744_761_600, efforts: O_SERIES },
    Model { alias: "gpt-4.1", snapshot: "gpt-4.1-2025-04-14", created: 1_744_588_800, efforts: &[] },
    Model { alias: "gpt-4.1-mini", snapshot: "gpt-4.1-mini-2025-04-14", created: 1_744_588_800, efforts: &[] },
    Model { alias: "gpt-4o-mini", snapshot: "gpt-4o-mini-2024-07-18", created: 1_721_260_800, efforts: &[] },
];

impl Model {
    /// The model of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.alias == name || model.snapshot == name)
    }

    /// Whether it thinks before it answers. Such models refuse `temperature`, `top_p` and `max_tokens`.
    pub(crate) const fn reasons(&self) -> bool {
        !self.efforts.is_empty()
    }

    /// Effort when the request names none.
    pub(crate) fn default_effort(&self) -> Effort {
        self.efforts.first().copied().unwrap_or(Effort::None)
    }

    pub(crate) fn accepts(&self, effort: Effort) -> bool {
        self.efforts.contains(&effort)
    }

    /// Names of the efforts that it accepts, weakest first.
    pub(crate) fn effort_names(&self) -> Vec<&'static str> {
        Effort::ALL.into_iter().filter(|effort| self.accepts(*effort)).map(Effort::as_str).collect()
    }
}

impl Effort {
    pub(crate) const ALL: [Self; 5] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Hidden tokens that the stand-in claims to have thought with. Made up, but in proportion, and in the steps of 64
    /// that the API reports.
    pub(crate) const fn reasoning_tokens(self) -> u64 {
        match self {
            Self::None | Self::Minimal => 0,
            Self::Low => 64,
            Self::Medium => 192,
            Self::High => 512,
        }
    }
}

/// The body of `GET /v1/models`.
pub(crate) fn list() -> Value {
    let entries: Vec<Value> = MODELS
        .iter()
        .flat_map(|model| [model.alias, model.snapshot].map(|id| (id, model.created)))
        .map(|(id, created)| json!({"id": id, "object": "model", "created": created, "owned_by": "system"}))
        .collect();
    json!({"object": "list", "data": entries})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_and_its_snapshot_are_one_model() {
        let model = Model::find("gpt-5-mini").unwrap();
        assert_eq!(model.snapshot, "gpt-5-mini-2025-08-07");
        assert_eq!(Model::find(model.snapshot).unwrap().alias, "gpt-5-mini");
        assert!(Model::find("gpt-5-mini-2025").is_none());
        for model in &MODELS {
            assert!(model.snapshot.strip_prefix(model.alias).is_some_and(|date| date.len() == 11), "{}", model.alias);
        }
    }

    #[test]
    fn what_models_accept() {
        assert_eq!(Model::find("gpt-5").unwrap().effort_names(), ["minimal", "low", "medium", "high"]);
        assert_eq!(Model::find("gpt-5.1").unwrap().default_effort(), Effort::None);
        assert!(!Model::find("gpt-4.1").unwrap().reasons());
    }
}
