//! What a program is told about its run.

use std::collections::{BTreeMap, BTreeSet};

/// Whether the run is a preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operation {
    /// Ids and computed outputs are unknown.
    Preview,
    /// Everything is known.
    #[default]
    Update,
}

/// Project, stack and configuration of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Project name.
    pub project: String,
    /// Stack name.
    pub stack: String,
    /// Organization.
    pub organization: String,
    /// Configuration by `namespace:key`.
    pub config: BTreeMap<String, String>,
    /// Which keys of `config` are secret.
    pub secret_keys: BTreeSet<String>,
    /// Preview or update.
    pub operation: Operation,
}

impl Deployment {
    /// An update of this stack, without configuration.
    pub fn new(project: &str, stack: &str) -> Self {
        Self {
            project: project.to_owned(),
            stack: stack.to_owned(),
            organization: "organization".to_owned(),
            config: BTreeMap::new(),
            secret_keys: BTreeSet::new(),
            operation: Operation::Update,
        }
    }

    /// With this configuration; the key is `namespace:name`.
    #[must_use]
    pub fn config(mut self, key: &str, value: &str) -> Self {
        self.config.insert(key.to_owned(), value.to_owned());
        self
    }

    /// With this secret configuration.
    #[must_use]
    pub fn secret_config(mut self, key: &str, value: &str) -> Self {
        self.secret_keys.insert(key.to_owned());
        self.config(key, value)
    }

    /// The same stack, as this operation.
    #[must_use]
    pub fn operation(mut self, operation: Operation) -> Self {
        self.operation = operation;
        self
    }

    pub(crate) fn is_preview(&self) -> bool {
        self.operation == Operation::Preview
    }
}
