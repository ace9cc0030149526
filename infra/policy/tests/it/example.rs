//! The examples of a rule, `examples/<ID>.json`: a plan that passes, changes of it that fail, and changes about which
//! the rule says nothing.
//!
//! Resources are written by name: `type`, `inputs`, `on` (which resources an input came from), `after`, `options`. A
//! change is a merge patch of the resources: null takes a member away.

use infra_policy::{Artifact, Machine, Plan, environment_of_stack};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The examples of a rule.
#[derive(Deserialize)]
pub(crate) struct Examples {
    pub(crate) pass: Setting,
    pub(crate) fail: Vec<Change>,
    pub(crate) silent: Vec<Change>,
}

/// A plan as it is written.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Setting {
    environment: Option<String>,
    account_concurrency: Option<u32>,
    artifacts: Option<Map<String, Value>>,
    pub(crate) resources: Map<String, Value>,
}

/// Another plan.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Resources, as a merge patch.
    pub(crate) change: Value,
    /// The rest of the plan, as a merge patch.
    pub(crate) setting: Option<Value>,
    /// A part of the sentence that must be found.
    #[serde(default)]
    pub(crate) says: String,
    /// The resource at which it must be found.
    pub(crate) at: Option<String>,
}

impl Examples {
    /// The examples of a rule.
    pub(crate) fn of(id: &str) -> Self {
        let path = format!("{}/tests/it/examples/{id}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("examples of {id}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("examples of {id}: {error}"))
    }

    /// The plan that passes, changed.
    pub(crate) fn changed(&self, change: &Change) -> Setting {
        let pass = &self.pass;
        let mut rest = json!({
            "environment": pass.environment,
            "accountConcurrency": pass.account_concurrency,
            "artifacts": pass.artifacts,
        });
        merge(&mut rest, change.setting.as_ref().unwrap_or(&json!({})));
        let mut resources = Value::Object(pass.resources.clone());
        merge(&mut resources, &change.change);
        rest["resources"] = resources;
        serde_json::from_value(rest).unwrap()
    }
}

impl Setting {
    /// The plan.
    pub(crate) fn plan(&self) -> Plan {
        let urn = |name: &str| {
            let kind = self.resources.get(name).map_or("", |one| one["type"].as_str().unwrap());
            format!("urn:pulumi:test::shop::{kind}::{name}")
        };
        let urns = |names: &Value| {
            names.as_array().into_iter().flatten().map(|name| urn(name.as_str().unwrap())).collect::<Vec<_>>()
        };
        let resource = |(name, one): (&String, &Value)| {
            let sources = one["on"].as_object().into_iter().flatten();
            let by_property: Map<String, Value> =
                sources.map(|(property, names)| (property.clone(), json!(urns(names)))).collect();
            let mut written = json!({
                "urn": urn(name), "type": one["type"], "name": name, "inputs": one["inputs"],
                "dependencies": urns(&one["after"]), "propertyDependencies": by_property,
            });
            if one["options"].is_object() {
                written["options"] = one["options"].clone();
            }
            written
        };
        let resources: Vec<Value> = self.resources.iter().map(resource).collect();
        let mut plan = Plan::from_json(&json!({ "resources": resources })).unwrap();
        plan.environment = self.environment.as_deref().map(|name| environment_of_stack(name).unwrap());
        plan.account_concurrency = self.account_concurrency;
        let artifacts = self.artifacts.iter().flatten();
        plan.artifacts = artifacts.map(|(path, written)| (path.clone(), artifact(written))).collect();
        plan
    }
}

fn artifact(written: &Value) -> Artifact {
    if written["entry"] == json!(false) {
        return Artifact::WithoutEntry;
    }
    let number = |at: usize| u32::try_from(written["glibc"][at].as_u64().unwrap()).unwrap();
    let machine = if written["machine"] == "arm64" { Machine::Arm64 } else { Machine::X86_64 };
    let executable = written["executable"].as_bool().unwrap();
    Artifact::Entry { executable, machine: Some(machine), glibc: Some((number(0), number(1))) }
}

/// A merge patch (RFC 7396), in which an unknown value takes the place of whatever is there.
fn merge(target: &mut Value, patch: &Value) {
    let unknown = json!({ "unknown": true });
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if *patch == unknown || !target.is_object() || *target == unknown {
        *target = json!({});
    }
    for (name, value) in members {
        let there = target.as_object_mut().unwrap();
        if value.is_null() {
            there.remove(name);
        } else {
            merge(there.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}
