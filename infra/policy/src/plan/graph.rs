//! Plans from the graph of a program, and from what the engine shows a policy pack.

use std::collections::BTreeMap;

use pulumi::mock::{Graph, Node};
use pulumi::policy::{StackArgs, StackResource};

use super::inherit::{instance, instances, stack_of};
use super::value::Value;
use super::{Options, Plan, PlannedResource, environment_of_stack};

/// Where the stack's configuration says what Lambda allows the account.
const ACCOUNT_CONCURRENCY: &str = "switchboard:accountConcurrency";

impl Plan {
    /// The plan of a program that ran against mocks. The environment is that of the stack's name.
    pub fn from_graph(graph: &Graph) -> Self {
        // What is only read is not the program's to change.
        let nodes = graph.nodes.iter().filter(|node| node.read.is_none());
        let mut plan = Self { resources: nodes.map(PlannedResource::from).collect(), ..Self::default() };
        plan.environment = plan.resources.iter().find_map(|one| stack_of(one.urn.as_deref()?));
        plan.inherit();
        plan
    }

    /// The plan as the engine shows it when it asks about the stack. It has outputs in place of inputs, among them
    /// values that other resources have set; so `inputs` holds, by URN, what the engine has shown of each resource
    /// alone, and only what is missing there is read from the stack.
    pub fn from_stack(args: &StackArgs<'_>, inputs: &BTreeMap<String, pulumi::value::Map>) -> Self {
        let resource = |one: &StackResource| PlannedResource::of_stack(one, inputs.get(&one.resource.urn));
        Self {
            resources: args.resources.iter().map(resource).collect(),
            environment: environment_of_stack(&args.stack.stack),
            // A wrong value is the program's to complain about.
            account_concurrency: args.stack.config(ACCOUNT_CONCURRENCY).ok().flatten(),
            artifacts: BTreeMap::new(),
        }
    }
}

fn values(map: &pulumi::value::Map) -> BTreeMap<String, Value> {
    map.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect()
}

impl From<&Node> for PlannedResource {
    fn from(node: &Node) -> Self {
        let by_property = node.property_dependencies.iter();
        Self {
            urn: Some(node.urn.clone()),
            type_token: node.type_.clone(),
            name: node.name.clone(),
            inputs: values(&node.inputs),
            property_dependencies: by_property
                .map(|(property, urns)| (property.clone(), urns.iter().cloned().collect()))
                .collect(),
            options: Options {
                protect: node.options.protect,
                retain_on_delete: node.options.retain_on_delete,
                delete_before_replace: node.options.delete_before_replace,
                ignore_changes: node.options.ignore_changes.clone(),
                depends_on: node.dependencies.iter().cloned().collect(),
                provider: instance(&node.options.provider),
                providers: instances(&node.options.providers),
            },
            parent: Some(node.parent.clone()).filter(|parent| !parent.is_empty()),
        }
    }
}

impl PlannedResource {
    fn of_stack(one: &StackResource, inputs: Option<&pulumi::value::Map>) -> Self {
        let resource = &one.resource;
        Self {
            urn: Some(resource.urn.clone()),
            type_token: resource.type_.clone(),
            name: resource.name.clone(),
            inputs: values(inputs.unwrap_or_else(|| resource.properties.as_map())),
            property_dependencies: one.property_dependencies.clone(),
            options: Options {
                protect: Some(resource.options.protect),
                // The engine does not tell policy packs.
                retain_on_delete: None,
                delete_before_replace: resource.options.delete_before_replace,
                ignore_changes: resource.options.ignore_changes.clone(),
                depends_on: one.dependencies.clone(),
                provider: resource.provider.as_ref().map(|provider| provider.urn.clone()),
                // The engine has applied them.
                providers: BTreeMap::new(),
            },
            parent: one.parent.clone(),
        }
    }
}
