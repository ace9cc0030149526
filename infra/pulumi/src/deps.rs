//! What a value came from.

use std::collections::{BTreeMap, BTreeSet};

use crate::resource::ResourceState;

/// Resources that a value depends on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependencies {
    /// By number of the resource in this program.
    pub(crate) resources: BTreeMap<u64, ResourceState>,
    /// Known by URN only, from answers of the engine.
    pub(crate) urns: BTreeSet<String>,
}

/// What dependencies come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expanded {
    pub(crate) urns: BTreeSet<String>,
    /// One of them was never registered, as something that it needs did not come.
    pub(crate) unregistered: bool,
}

impl Dependencies {
    pub(crate) fn of(resource: &ResourceState) -> Self {
        Self { resources: BTreeMap::from([(resource.number(), resource.clone())]), urns: BTreeSet::new() }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.resources.extend(other.resources.iter().map(|(number, resource)| (*number, resource.clone())));
        self.urns.extend(other.urns.iter().cloned());
    }

    /// Everything that can be deployed among them: local components stand for what is below them. Components
    /// among `ancestors` are left out: the resource itself is one of those below them, and would wait for itself.
    pub(crate) async fn expanded(&self, ancestors: &BTreeSet<u64>) -> Expanded {
        let mut expanded = Expanded { urns: self.urns.clone(), unregistered: false };
        let mut open: Vec<ResourceState> = self.resources.values().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(resource) = open.pop() {
            if !seen.insert(resource.number()) {
                continue;
            }
            if resource.is_local_component() {
                if !ancestors.contains(&resource.number()) {
                    open.extend(resource.children());
                }
            } else {
                let urn = resource.urn_text().await;
                expanded.unregistered |= urn.is_none();
                expanded.urns.extend(urn);
            }
        }
        expanded
    }
}
