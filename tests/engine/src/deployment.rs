//! `pulumi stack export`.

use serde::Deserialize;
use serde_json::Value;

use crate::journal::name_of;

/// The state of a stack.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Deployment {
    /// Every resource.
    pub resources: Vec<ResourceRecord>,
    /// Operations that were interrupted.
    pub pending_operations: Vec<Value>,
}

/// A resource of the state.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceRecord {
    /// URN.
    pub urn: String,
    /// The provider's id; empty for components.
    pub id: String,
    /// Type token.
    #[serde(rename = "type")]
    pub type_token: String,
    /// URN of the parent.
    pub parent: String,
    /// Inputs.
    pub inputs: Value,
    /// Outputs.
    pub outputs: Value,
    /// URNs that it comes after.
    pub dependencies: Vec<String>,
    /// Why it exists but is not ready.
    pub init_errors: Vec<String>,
    /// Whether it cannot be deleted.
    pub protect: bool,
}

impl ResourceRecord {
    /// The name that the program gave it.
    pub fn name(&self) -> &str {
        name_of(&self.urn)
    }
}

impl Deployment {
    /// The resource of this name.
    pub fn resource(&self, name: &str) -> Option<&ResourceRecord> {
        self.resources.iter().find(|resource| resource.name() == name)
    }

    /// Names of resources that providers manage, sorted.
    pub fn managed(&self) -> Vec<&str> {
        let managed = self.resources.iter().filter(|resource| resource.type_token.starts_with("aws:"));
        let mut names: Vec<&str> = managed.map(ResourceRecord::name).collect();
        names.sort_unstable();
        names
    }
}
