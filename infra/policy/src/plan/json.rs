//! Plans from JSON: captured graphs (golden plans), and whatever else writes the same form.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as JsonValue;

use super::inherit::{instance, instances, stack_of};
use super::value::Value;
use super::{Options, Plan, PlannedResource};

/// A plan that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The JSON has another form.
    #[error(
        "this is no captured resource graph: {0}; write it with `Graph::to_json` of a mock run, `{{\"resources\": […]}}`"
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
    providers: BTreeMap<String, String>,
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
                provider: instance(&options.provider),
                providers: instances(&options.providers),
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
    fn another_form_is_an_error_that_names_the_field() {
        let error = Plan::from_json(&json!({ "resources": [{ "name": "a" }] })).unwrap_err().to_string();
        assert!(error.contains("missing field `type`"), "{error}");
    }
}
