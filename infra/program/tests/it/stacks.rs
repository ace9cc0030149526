//! Every stack is planned from its file, and keeps the rules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use infra_policy::{Plan, Report, WAIVER_UNUSED, Waivers, check};
use jiff::civil::Date;
use pulumi::Value;
use pulumi::mock::{Graph, Node};
use switchboard_infra::{StackKind, golden};

/// A day on which the committed waivers hold; the engine and the report use the real one.
const TODAY: Date = jiff::civil::date(2026, 11, 24);

fn environments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../environments")
}

pub(crate) fn file(kind: StackKind) -> String {
    std::fs::read_to_string(environments().join(format!("Pulumi.{}.yaml", kind.name()))).unwrap()
}

pub(crate) async fn graph(stack: &str) -> Graph {
    let kind: StackKind = stack.parse().unwrap();
    golden::plan(kind, &file(kind)).await.unwrap()
}

fn waivers() -> Waivers {
    Waivers::load(&environments().join("waivers.toml")).unwrap()
}

fn judge(graph: &Graph) -> Report {
    check(&Plan::from_graph(graph), &waivers(), TODAY)
}

#[tokio::test]
async fn every_stack_keeps_the_rules() {
    let mut unused: Option<BTreeSet<String>> = None;
    for kind in StackKind::ALL {
        let report = judge(&graph(&kind.name()).await);
        let (idle, broken): (Vec<_>, Vec<_>) = report.violations.iter().partition(|one| one.rule == WAIVER_UNUSED);
        let broken: Vec<String> = broken.iter().map(ToString::to_string).collect();
        assert!(broken.is_empty(), "{}:\n{}", kind.name(), broken.join("\n"));
        // A waiver may be for some stacks only, but not for none.
        let idle: BTreeSet<String> = idle.iter().map(ToString::to_string).collect();
        unused = Some(match unused {
            None => idle,
            Some(before) => before.intersection(&idle).cloned().collect(),
        });
    }
    assert_eq!(unused.unwrap_or_default(), BTreeSet::new(), "these waivers are for nothing");
}

#[tokio::test]
async fn a_plan_is_the_same_each_time() {
    let (one, other) = (graph("prod").await.to_json(), graph("prod").await.to_json());
    assert_eq!(one, other);
}

fn named<'a>(graph: &'a Graph, type_: &str, name: &str) -> &'a Node {
    graph.of_type(type_).find(|node| node.name == name).unwrap_or_else(|| panic!("no {type_} {name}"))
}

#[tokio::test]
async fn prod_is_protected_and_dev_is_not() {
    const TABLE: &str = "aws:dynamodb/table:Table";
    for (stack, protected) in [("prod", true), ("staging", true), ("dev", false), ("local", false)] {
        let graph = graph(stack).await;
        let tables: Vec<_> = graph.of_type(TABLE).collect();
        assert_eq!(tables.len(), 5, "{stack}");
        for table in tables {
            assert_eq!(table.options.protect, protected.then_some(true), "{stack} {}", table.name);
            assert_eq!(table.inputs["deletionProtectionEnabled"], Value::Bool(protected), "{stack} {}", table.name);
        }
    }
}

#[tokio::test]
async fn prod_has_a_firewall_and_the_others_an_http_api() {
    for (stack, firewall) in [("prod", 1), ("staging", 0), ("dev", 0), ("local", 0)] {
        let graph = graph(stack).await;
        assert_eq!(graph.of_type("aws:wafv2/webAcl:WebAcl").count(), firewall, "{stack}");
        assert_eq!(graph.of_type("aws:apigatewayv2/api:Api").count(), 1 - firewall, "{stack}");
    }
}

#[tokio::test]
async fn times_hold_together() {
    let graph = graph("local").await;
    let worker = named(&graph, "aws:lambda/function:Function", "worker");
    let queue = named(&graph, "aws:sqs/queue:Queue", "events");
    assert_eq!(worker.inputs["timeout"], Value::Number(30.0));
    assert_eq!(queue.inputs["visibilityTimeoutSeconds"], Value::Number(180.0));
}

#[tokio::test]
async fn a_switch_is_written_once_and_a_secret_never() {
    for stack in ["dev", "prod"] {
        let graph = graph(stack).await;
        for switch in graph.of_type("aws:ssm/parameter:Parameter") {
            assert!(switch.options.ignore_changes.contains(&"insecureValue".to_owned()), "{stack} {}", switch.name);
        }
        assert_eq!(graph.of_type("aws:secretsmanager/secretVersion:SecretVersion").count(), 0);
        assert_eq!(graph.of_type("aws:secretsmanager/secret:Secret").count(), 8, "{stack}");
    }
}
