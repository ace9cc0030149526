//! A pack asked about a program's graph, without an engine: for unit tests of rules and of stacks.

use std::collections::BTreeMap;
use std::time::Duration;

use super::analyze::Case;
use super::level::EnforcementLevel;
use super::pack::PolicyPack;
use super::report::Violation;
use super::resource::{PolicyProvider, PolicyResource, PolicyResourceOptions, StackResource};
use super::stack::StackInfo;
use crate::mock::{Graph, Node, Options};
use crate::options::CustomTimeouts;

impl PolicyPack {
    /// What the policies find in a program's graph, remediations applied first as the engine does. Project and stack are
    /// those of the graph; nothing else is known of the stack.
    ///
    /// A graph has inputs only, so policies about the stack see inputs as outputs, and the outputs of components; it has
    /// neither the stack's own resource nor default providers. A pack whose definition is wrong is a violation.
    pub fn check(&self, graph: &Graph) -> Vec<Violation> {
        let stack = graph.nodes.first().map(|node| named_by(&node.urn)).unwrap_or_default();
        self.check_in(graph, &stack)
    }

    /// The same in a stack with configuration and tags, or in a preview.
    pub fn check_in(&self, graph: &Graph, stack: &StackInfo) -> Vec<Violation> {
        if let Err(error) = self.validate() {
            return vec![Violation {
                policy: String::new(),
                description: "The policy pack must be valid.".to_owned(),
                message: error.to_string(),
                urn: String::new(),
                level: EnforcementLevel::Mandatory,
                severity: None,
            }];
        }
        let settings = self.settings();
        let case = Case { pack: self, settings: &settings, stack };
        let mut violations = Vec::new();
        let mut resources = Vec::new();
        for node in &graph.nodes {
            let mut resource = PolicyResource::of_node(node, graph);
            // What is only read is not the program's to change.
            if node.read.is_none() {
                if let Some(last) = case.remedy(resource.clone()).remedied.pop() {
                    resource.properties = last.inputs.into();
                }
                violations.extend(case.resource(&resource).violations);
            }
            resources.push(StackResource::of_node(node, resource));
        }
        violations.extend(case.stack(&resources).violations);
        violations
    }
}

/// Project and stack of a URN, `urn:pulumi:STACK::PROJECT::TYPE::NAME`.
fn named_by(urn: &str) -> StackInfo {
    let mut parts = urn.trim_start_matches("urn:pulumi:").split("::").map(str::to_owned);
    let (stack, project) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    StackInfo { project, stack, ..StackInfo::default() }
}

impl PolicyResource {
    fn of_node(node: &Node, graph: &Graph) -> Self {
        let provider = node.options.provider.rsplit_once("::").map_or("", |(urn, _)| urn);
        let provider = graph.nodes.iter().find(|node| node.urn == provider).map(|node| PolicyProvider {
            urn: node.urn.clone(),
            type_: node.type_.clone(),
            name: node.name.clone(),
            properties: node.inputs.clone().into(),
        });
        Self {
            urn: node.urn.clone(),
            type_: node.type_.clone(),
            name: node.name.clone(),
            properties: node.inputs.clone().into(),
            options: PolicyResourceOptions::of_node(&node.options, &node.parent),
            provider,
        }
    }
}

impl StackResource {
    fn of_node(node: &Node, mut resource: PolicyResource) -> Self {
        if let Some(outputs) = &node.component_outputs {
            resource.properties = outputs.clone().into();
        }
        let by_property = node.property_dependencies.iter();
        Self {
            resource,
            parent: Some(node.parent.clone()).filter(|parent| !parent.is_empty()),
            dependencies: node.dependencies.iter().cloned().collect(),
            property_dependencies: by_property
                .filter(|(_, urns)| !urns.is_empty())
                .map(|(name, urns)| (name.clone(), urns.iter().cloned().collect()))
                .collect::<BTreeMap<_, _>>(),
        }
    }
}

impl PolicyResourceOptions {
    fn of_node(options: &Options, parent: &str) -> Self {
        let limit = |operation: &str| options.custom_timeouts.get(operation).and_then(|text| duration(text));
        Self {
            protect: options.protect.unwrap_or_default(),
            ignore_changes: options.ignore_changes.clone(),
            delete_before_replace: options.delete_before_replace,
            additional_secret_outputs: options.additional_secret_outputs.clone(),
            aliases: options.aliases.iter().filter_map(|alias| alias.as_str().map(str::to_owned)).collect(),
            custom_timeouts: CustomTimeouts {
                create: limit("create"),
                update: limit("update"),
                delete: limit("delete"),
                read: limit("read"),
            },
            parent: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
        }
    }
}

/// A time as it was sent: `1h30m`, `45s`, `500ms`.
fn duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(unit_at);
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let millis = match unit {
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1_000,
            "ms" => 1,
            _ => return None,
        };
        total += Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(millis)?);
        rest = tail;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::super::Policy;
    use super::*;
    use crate::value::{Map, Value};
    use crate::{Package, ResourceOptions, ResourceRequest, inputs, mock};

    const PACKAGE: Package = Package::new("a", "1.0.0");

    async fn graph() -> Graph {
        mock::Run::new()
            .project("shop")
            .stack("prod")
            .program(|ctx| async move {
                let register = |name: &'static str, inputs, options| {
                    let (package, type_, secret_outputs) = (&PACKAGE, "a:b:C", &[] as &[&str]);
                    ctx.register(ResourceRequest { package, type_, name, inputs, secret_outputs, options })
                };
                let provider = ctx.provider(&PACKAGE, "own", inputs! { "region" => "x" }, ResourceOptions::new());
                let timeouts = crate::CustomTimeouts { create: Some(Duration::from_secs(90)), ..Default::default() };
                let options = ResourceOptions::new().protect(true).custom_timeouts(timeouts).provider(&provider);
                let first = register("first", inputs! { "size" => 1 }, options);
                register("second", inputs! { "of" => first.output::<f64>("size") }, ResourceOptions::new());
                Ok(())
            })
            .await
    }

    #[tokio::test]
    async fn policies_see_what_the_engine_would_show_them() {
        let pack = PolicyPack::new("pack", "1.0.0")
            .policy(Policy::resource("first", "d", |args, report| {
                let (resource, stack) = (args.resource, args.stack);
                if resource.options.protect {
                    assert_eq!(resource.options.custom_timeouts.create, Some(Duration::from_secs(90)));
                    assert_eq!(resource.provider.as_ref().map(|provider| provider.name.as_str()), Some("own"));
                    report.violation(format!("{} in {}/{}", resource.name, stack.project, stack.stack));
                }
                Ok(())
            }))
            .policy(Policy::remediation("adds", "d", |args| {
                let mut inputs = args.resource.properties.as_map().clone();
                inputs.insert("added".to_owned(), Value::Bool(true));
                Ok(Some(inputs))
            }))
            .policy(Policy::stack("all", "d", |_, _| Ok(())));
        // A reserved name is an error of the definition, and no pack at all passes everything.
        assert!(pack.check(&graph().await)[0].message.contains("`all` is reserved"));

        let mut pack = pack;
        pack.policies.pop();
        let pack = pack.policy(Policy::stack("linked", "d", |args, report| {
            for one in args.of_type("a:b:C") {
                assert_eq!(one.resource.properties.get::<bool>("added")?, Some(true));
                if one.property_dependencies.contains_key("of") {
                    report.violation_at(&one.resource.urn, one.dependencies.join(" "));
                }
            }
            Ok(())
        }));
        let violations = pack.check(&graph().await);
        let found: Vec<_> = violations.iter().map(|one| (one.policy.as_str(), one.message.as_str())).collect();
        let first = "urn:pulumi:prod::shop::a:b:C::first";
        assert_eq!(found, [("first", "first in shop/prod"), ("linked", first)]);
    }

    #[tokio::test]
    async fn what_is_only_read_is_not_judged_alone() {
        let node = Node { read: Some("id".into()), inputs: Map::new(), ..Node::default() };
        let graph = Graph { nodes: vec![node], ..Graph::default() };
        let always = |name| {
            Policy::resource(name, "d", |_, report| {
                report.violation("no");
                Ok(())
            })
        };
        assert!(PolicyPack::new("pack", "1.0.0").policy(always("p")).check(&graph).is_empty());
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        for text in ["1h30m", "45s", "1m500ms"] {
            assert_eq!(crate::options::duration_text(duration(text).unwrap()), text);
        }
        assert_eq!(duration("5 minutes"), None);
    }
}
