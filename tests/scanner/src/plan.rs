//! A captured graph in the form in which `terraform show -json` tells a plan.

mod names;
mod references;
mod tokens;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use aws_schema::Schema;
use serde::Deserialize;
use serde_json::{Map, Value as JsonValue, json};

use crate::error::Error;
use references::References;

/// The provider of everything in a plan.
const PROVIDER: &str = "aws";
/// Tokens of what the engine manages itself: providers, references to stacks.
const ENGINE: &str = "pulumi:";

/// A stack as a plan of Terraform that creates everything.
#[derive(Clone, Debug, PartialEq)]
pub struct TerraformPlan {
    /// The stack.
    pub stack: String,
    resources: Vec<Planned>,
}

/// A resource of a plan.
#[derive(Clone, Debug, PartialEq)]
struct Planned {
    address: Address,
    /// What is known, by Terraform's names.
    values: Map<String, JsonValue>,
    /// Names of what is known once it is applied.
    unknown: BTreeSet<String>,
    /// What values came from, by name: `{ "references": ["aws_sqs_queue.events.arn", "aws_sqs_queue.events"] }`.
    expressions: Map<String, JsonValue>,
}

/// `<type>.<name>`, unique in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    type_: String,
    name: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.type_, self.name)
    }
}

/// The canonical JSON of a graph, as far as it is needed.
#[derive(Deserialize)]
struct Graph {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    urn: String,
    #[serde(rename = "type")]
    type_: String,
    name: String,
    #[serde(default)]
    component: bool,
    /// The id, if it is only looked at.
    #[serde(default)]
    read: Option<String>,
    #[serde(default)]
    inputs: Map<String, JsonValue>,
    #[serde(default)]
    property_dependencies: BTreeMap<String, BTreeSet<String>>,
}

impl Resource {
    /// Whether Terraform's provider would create it.
    fn is_planned(&self) -> bool {
        !self.component && self.read.is_none() && !self.type_.starts_with(ENGINE)
    }
}

impl TerraformPlan {
    /// The plan of a stack whose graph has this JSON: what `pulumi::mock::Graph::to_json` gives, and what
    /// `environments/golden` holds.
    ///
    /// # Errors
    /// [`Error::Graph`] for JSON of another form, [`Error::NoForm`] for a resource type or a property that the schema of the
    /// AWS package does not have: add it to `infra/aws/schema/types.txt` and run `cargo xtask schema`.
    pub fn of(stack: &str, graph: &JsonValue) -> Result<Self, Error> {
        let schema = Schema::embedded()?;
        let graph = Graph::deserialize(graph).map_err(|source| Error::Graph { stack: stack.to_owned(), source })?;
        let resources: Vec<&Resource> = graph.resources.iter().filter(|resource| resource.is_planned()).collect();
        let addresses = addresses(&resources);
        let planned = |resource: &Resource| {
            let no_form =
                |reason: String| Error::NoForm { stack: stack.to_owned(), resource: resource.name.clone(), reason };
            planned(&schema, &addresses, resource).map_err(no_form)
        };
        let resources = resources.into_iter().map(planned).collect::<Result<_, _>>()?;
        Ok(Self { stack: stack.to_owned(), resources })
    }

    /// As `terraform show -json` tells it: values, changes and, for references, the configuration.
    pub fn to_json(&self) -> JsonValue {
        let common = |planned: &Planned| {
            json!({
                "address": planned.address.to_string(),
                "mode": "managed",
                "type": planned.address.type_,
                "name": planned.address.name,
            })
        };
        let values = |planned: &Planned| {
            let mut resource = common(planned);
            resource["provider_name"] = json!(PROVIDER);
            resource["schema_version"] = json!(0);
            resource["values"] = json!(planned.values);
            resource
        };
        let changes = |planned: &Planned| {
            let unknown: Map<String, JsonValue> =
                planned.unknown.iter().map(|name| (name.clone(), JsonValue::Bool(true))).collect();
            let mut resource = common(planned);
            resource["provider_name"] = json!(PROVIDER);
            resource["change"] =
                json!({ "actions": ["create"], "before": null, "after": planned.values, "after_unknown": unknown });
            resource
        };
        let configuration = |planned: &Planned| {
            let mut resource = common(planned);
            resource["provider_config_key"] = json!(PROVIDER);
            resource["expressions"] = json!(planned.expressions);
            resource
        };
        let all = |of: &dyn Fn(&Planned) -> JsonValue| self.resources.iter().map(of).collect::<Vec<_>>();
        json!({
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": { "root_module": { "resources": all(&values) } },
            "resource_changes": all(&changes),
            "configuration": {
                "provider_config": { PROVIDER: { "name": PROVIDER } },
                "root_module": { "resources": all(&configuration) },
            },
        })
    }
}

/// Addresses by URN: names of the program, where equal ones of a type are counted.
fn addresses<'a>(resources: &[&'a Resource]) -> BTreeMap<&'a str, Address> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses = BTreeMap::new();
    for resource in resources {
        let letter = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let name: String = resource.name.chars().map(letter).collect();
        let mut address = Address { type_: tokens::terraform(&resource.type_), name };
        let times = taken.entry(address.to_string()).or_default();
        *times += 1;
        if *times > 1 {
            address.name = format!("{}_{times}", address.name);
        }
        addresses.insert(resource.urn.as_str(), address);
    }
    addresses
}

fn planned(schema: &Schema, addresses: &BTreeMap<&str, Address>, resource: &Resource) -> Result<Planned, String> {
    let type_ = schema.resources.get(&resource.type_);
    let type_ = type_.ok_or_else(|| {
        format!(
            "{} is not in the schema; add it to infra/aws/schema/types.txt and run `cargo xtask schema`",
            resource.type_
        )
    })?;
    let address = addresses.get(resource.urn.as_str()).cloned().ok_or("has no address")?;
    let references = References { addresses, dependencies: &resource.property_dependencies };
    let mut planned = Planned { address, values: Map::new(), unknown: BTreeSet::new(), expressions: Map::new() };
    for (property, value) in &resource.inputs {
        let given = type_.inputs.get(property);
        let given = given.ok_or_else(|| format!("{} has no input `{property}`", resource.type_))?;
        let name = names::of_input(&resource.type_, property, &given.type_);
        if let Some(from) = references.of(property, value) {
            planned.expressions.insert(name.clone(), from);
        }
        if references::is_one(value) {
            planned.unknown.insert(name);
        } else {
            planned.values.insert(name, values::value(schema, &given.type_, value)?);
        }
    }
    Ok(planned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "urn:pulumi:dev::demo::demo:index:Lane$aws:sqs/queue:Queue::events";

    fn plan(resources: JsonValue) -> Result<JsonValue, Error> {
        Ok(TerraformPlan::of("dev", &json!({ "resources": resources, "outputs": {} }))?.to_json())
    }

    #[test]
    fn what_is_connected_stays_connected() {
        let plan = plan(json!([
            { "urn": "urn:c", "type": "demo:index:Lane", "name": "lane", "component": true },
            { "urn": "urn:p", "type": "pulumi:providers:aws", "name": "aws" },
            { "urn": QUEUE, "type": "aws:sqs/queue:Queue", "name": "events", "inputs": { "sqsManagedSseEnabled": true } },
            {
                "urn": "urn:policy", "type": "aws:sqs/queuePolicy:QueuePolicy", "name": "events",
                "inputs": { "queueUrl": "${events.url}", "policy": "{}" },
                "propertyDependencies": { "queueUrl": [QUEUE] },
            },
        ]))
        .unwrap();
        let resources = plan["planned_values"]["root_module"]["resources"].as_array().unwrap();
        let addresses: Vec<&JsonValue> = resources.iter().map(|resource| &resource["address"]).collect();
        assert_eq!(addresses, ["aws_sqs_queue.events", "aws_sqs_queue_policy.events"]);
        assert_eq!(resources[1]["values"], json!({ "policy": "{}" }), "the queue's URL is not known yet");
        assert_eq!(plan["resource_changes"][1]["change"]["after_unknown"], json!({ "queue_url": true }));
        let expressions = &plan["configuration"]["root_module"]["resources"][1]["expressions"];
        assert_eq!(expressions["queue_url"]["references"], json!(["aws_sqs_queue.events.url", "aws_sqs_queue.events"]));
    }

    #[test]
    fn equal_names_of_a_type_are_told_apart() {
        let topic = |urn: &str| json!({ "urn": urn, "type": "aws:sns/topic:Topic", "name": "a.b" });
        let plan = plan(json!([topic("urn:1"), topic("urn:2")])).unwrap();
        let address = |index: usize| plan["resource_changes"][index]["address"].clone();
        assert_eq!((address(0), address(1)), (json!("aws_sns_topic.a_b"), json!("aws_sns_topic.a_b_2")));
    }

    #[test]
    fn what_the_schema_does_not_have_is_an_error() {
        for (type_, inputs, reason) in [
            ("aws:nowhere/thing:Thing", json!({}), "types.txt"),
            ("aws:sns/topic:Topic", json!({ "nmae": "x" }), "`nmae`"),
        ] {
            let error = plan(json!([{ "urn": "urn:x", "type": type_, "name": "odd", "inputs": inputs }])).unwrap_err();
            assert_eq!(error.code(), "no_form");
            assert!(error.to_string().starts_with("stack dev: odd: ") && error.to_string().contains(reason), "{error}");
        }
    }
}
