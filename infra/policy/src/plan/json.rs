//! Plans from JSON: captured graphs (golden plans), and whatever else writes the same form.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as JsonValue;

use super::value::Value;
use super::{EnvironmentName, Options, Plan, PlannedResource};

/// A plan that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The JSON has another form.
    #[error(
        "this is no captured resource graph: {0}; write it with `Graph::to_json` of the mock run, as `{{\"resources\": […]}}`"
    )]
    Form(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct WrittenPlan {
    resources: Vec<WrittenResource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenResource {
    #[serde(default)]
    urn: Option<String>,
    #[serde(rename = "type")]
    type_token: String,
    name: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    inputs: BTreeMap<String, JsonValue>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    property_dependencies: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    options: WrittenOptions,
}

/// A captured graph leaves out what is not set, so here `None` is the engine's default and not unknown.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WrittenOptions {
    protect: Option<bool>,
    retain_on_delete: Option<bool>,
    delete_before_replace: Option<bool>,
    ignore_changes: Vec<String>,
    provider: String,
}

impl Plan {
    /// Reads a captured graph. The environment is that of the stack in the URNs, if they name one.
    ///
    /// # Errors
    /// The JSON has another form.
    pub fn from_json(json: &JsonValue) -> Result<Self, PlanError> {
        let written = WrittenPlan::deserialize(json)?;
        let resources: Vec<PlannedResource> = written.resources.into_iter().map(PlannedResource::from).collect();
        let mut plan = Self { resources, ..Self::default() };
        plan.environment = plan.resources.iter().find_map(|one| stack_of(one.urn.as_deref()?));
        plan.inherit();
        Ok(plan)
    }

    /// What parents pass on: protection and retention.
    pub(super) fn inherit(&mut self) {
        let by_urn: BTreeMap<String, (Option<String>, Options)> = self.resources.iter().filter_map(|one| {
            let own = (one.parent.clone(), one.options.clone());
            Some((one.urn.clone()?, own))
        }).collect();
        let inherited = |start: &PlannedResource, read: fn(&Options) -> Option<bool>| {
            let mut found = read(&start.options);
            let mut parent = start.parent.as_ref();
            while let (None, Some((next, options))) = (found, parent.and_then(|urn| by_urn.get(urn))) {
                (found, parent) = (read(options), next.as_ref());
            }
            Some(found.unwrap_or(false))
        };
        for resource in &mut self.resources {
            let protect = inherited(resource, |options| options.protect);
            resource.options.retain_on_delete = inherited(resource, |options| options.retain_on_delete);
            resource.options.protect = protect;
        }
    }
}

/// `urn:pulumi:STACK::PROJECT::TYPE::NAME`.
pub(super) fn stack_of(urn: &str) -> Option<EnvironmentName> {
    EnvironmentName::of_stack(urn.strip_prefix("urn:pulumi:")?.split("::").next()?)
}

impl From<WrittenResource> for PlannedResource {
    fn from(written: WrittenResource) -> Self {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let options = written.options;
        Self {
            urn: written.urn.and_then(given),
            type_token: written.type_token,
            name: written.name,
            inputs: written.inputs.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect(),
            property_dependencies: written.property_dependencies,
            options: Options {
                protect: options.protect,
                retain_on_delete: options.retain_on_delete,
                delete_before_replace: options.delete_before_replace,
                ignore_changes: options.ignore_changes,
                depends_on: written.dependencies,
                provider: options.provider.rsplit_once("::").map(|(urn, _)| urn.to_owned()),
            },
            parent: written.parent.and_then(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn protection_comes_from_the_nearest_parent_that_says() {
        let urn = |name: &str| format!("urn:pulumi:prod::shop::t::{name}");
        let one = |name: &str, parent: &str, protect: Option<bool>| {
            json!({ "urn": urn(name), "type": "t", "name": name, "parent": parent, "options": { "protect": protect } })
        };
        let nodes = [one("a", "", Some(true)), one("b", &urn("a"), None), one("c", &urn("b"), Some(false))];
        let plan = Plan::from_json(&json!({ "resources": nodes })).unwrap();
        let protect: Vec<_> = plan.resources.iter().map(|one| one.options.protect).collect();
        assert_eq!(protect, [Some(true), Some(true), Some(false)]);
        assert_eq!(plan.environment, Some(EnvironmentName::Prod));
    }

    #[test]
    fn another_form_is_an_error_that_names_the_field() {
        let error = Plan::from_json(&json!({ "resources": [{ "name": "a" }] })).unwrap_err().to_string();
        assert!(error.contains("missing field `type`"), "{error}");
    }
}
