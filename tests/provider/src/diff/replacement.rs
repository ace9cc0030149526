//! Changes that need a new resource.

use std::collections::{BTreeMap, BTreeSet};

use crate::property::PropertyPath;

/// The table: names of properties by type, nested ones joined by dots.
///
/// Source: the attributes marked as forcing a new resource in the schemas of hashicorp/terraform-provider-aws, which the
/// real provider is built on (commit 314cf93e of June 2023, version 5.4, with `clientIdLists` of OIDC providers dropped
/// after commit 01606926), reduced to inputs of `@pulumi/aws` 7.48.0 and written with its names, with what changed since for
/// the types that our stacks use. Left out is what forces a new resource only under conditions on other properties; what
/// does so for one step only has the step after it, as in `tier=Advanced->Standard`.
const TABLE: &str = include_str!("../../tables/force-new.json");

/// Every resource that has this input can be in one region only.
const REGION: &str = "region";

/// Which properties cannot be changed in place.
#[derive(Debug)]
pub struct ForceNew(BTreeMap<String, BTreeSet<String>>);

impl ForceNew {
    /// Reads the table that was built in.
    ///
    /// # Errors
    /// If it has not the expected form.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TABLE).map(Self)
    }

    /// Whether a change there needs a new resource.
    pub fn forces_new(&self, type_token: &str, path: &PropertyPath) -> bool {
        let listed = |name: &str| self.0.get(type_token).is_some_and(|names| names.contains(name));
        path.head() == REGION || listed(path.head()) || listed(&path.names())
    }

    /// Whether this step of a property needs a new resource, though others do not.
    pub fn forces_new_by(&self, type_token: &str, property: &str, old: &str, new: &str) -> bool {
        self.0.get(type_token).is_some_and(|names| names.contains(&format!("{property}={old}->{new}")))
    }

    /// Types and properties of the table.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(type_token, names)| (type_token.as_str(), names))
    }
}

/// Types of which AWS holds one at a place: creating the new one before the old is deleted fails, or the deletion takes
/// the new one away. The real provider deletes them first, whatever their name.
pub(super) fn only_one_at_a_time(type_token: &str) -> bool {
    matches!(
        type_token,
        "aws:apigateway/integration:Integration"
            | "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
            | "aws:ecr/lifecyclePolicy:LifecyclePolicy"
            | "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    )
}
