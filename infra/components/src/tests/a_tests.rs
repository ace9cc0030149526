//! Components of the data path in mock mode: what they register by default, and what they refuse.

mod a_functions;
mod a_queues;
mod a_schedules;
mod a_state;

use pulumi::mock::{Answer, Graph, Node, Run};
use pulumi::{Context, ResourceOptions};
use serde_json::{Value, json};
use switchboard_domain::Environment;

use crate::{Alarms, AlertTopics, ComponentError, Prefix, Site, Subscribers};

const ACCOUNT: &str = "123456789012";

fn site(environment: Environment) -> Site {
    Site::new(Prefix::new("rp").unwrap(), environment, "us-east-2", ACCOUNT).unwrap()
}

/// Runs a program in this environment; its outputs are those that AWS would give.
async fn graph<F>(environment: Environment, program: F) -> Graph
where
    F: FnOnce(&Context, &Alarms) -> Result<(), ComponentError> + Send + 'static,
{
    let run = Run::new().resources(|resource| {
        let name = match resource.inputs.get("name") {
            Some(pulumi::Value::String(name)) => name.clone(),
            _ => resource.name.clone(),
        };
        Answer::of(resource)
            .output("arn", format!("arn:of:{name}"))
            .output("url", format!("https://sqs.example/{name}"))
            .output("version", "7")
            .output("invokeArn", format!("arn:invoke:{name}"))
            .output("uuid", "0f")
    });
    of(run, environment, program).await
}

/// A preview: only what the program itself says is known.
async fn previewed<F>(environment: Environment, program: F) -> Graph
where
    F: FnOnce(&Context, &Alarms) -> Result<(), ComponentError> + Send + 'static,
{
    let graph = of(Run::new().preview(), environment, program).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    graph
}

async fn of<F>(run: Run, environment: Environment, program: F) -> Graph
where
    F: FnOnce(&Context, &Alarms) -> Result<(), ComponentError> + Send + 'static,
{
    run.program(|ctx| async move {
        let site = site(environment);
        let topics = AlertTopics::new(&ctx, &site, "alerts", &Subscribers::default(), ResourceOptions::new());
        let alarms = Alarms::new(site, topics.unwrap(), "https://docs.example/runbooks");
        program(&ctx, &alarms).map_err(|error| pulumi::Error::new(error.to_string()))
    })
    .await
}

/// The graph of a program that must succeed.
async fn built<F>(environment: Environment, program: F) -> Graph
where
    F: FnOnce(&Context, &Alarms) -> Result<(), ComponentError> + Send + 'static,
{
    let graph = graph(environment, program).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    graph
}

/// The error of a program that must fail.
async fn refused<F>(environment: Environment, program: F) -> String
where
    F: FnOnce(&Context, &Alarms) -> Result<(), ComponentError> + Send + 'static,
{
    let graph = graph(environment, program).await;
    assert!(graph.failed, "nothing was refused");
    graph.errors.join("\n")
}

/// The only resource of a type and name.
fn one<'a>(graph: &'a Graph, type_: &str, name: &str) -> &'a Node {
    let mut found = graph.of_type(type_).filter(|node| node.name == name);
    let node = found.next().unwrap_or_else(|| panic!("no {type_} {name}"));
    assert!(found.next().is_none(), "two of {type_} {name}");
    node
}

fn inputs(node: &Node) -> Value {
    node.to_json()["inputs"].clone()
}

/// A property that is JSON in a text.
fn document(node: &Node, property: &str) -> Value {
    serde_json::from_str(inputs(node)[property].as_str().unwrap()).unwrap()
}

/// Names of what comes before a resource, the parent apart.
fn after(node: &Node) -> Vec<String> {
    let name = |urn: &String| urn.rsplit("::").next().unwrap_or_default().to_owned();
    let kind =
        |urn: &String| urn.split("::").nth(2).and_then(|types| types.rsplit(':').next()).unwrap_or_default().to_owned();
    let mut all: Vec<String> = node.dependencies.iter().map(|urn| format!("{} {}", kind(urn), name(urn))).collect();
    all.sort();
    all
}

/// Every alarm below a component, as `name: what, condition, runbook`.
fn alarms(graph: &Graph, component: &str) -> Vec<String> {
    let below = |node: &&Node| node.parent.ends_with(component);
    let mut all: Vec<String> =
        graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm").filter(below).map(summary).collect();
    all.sort();
    all
}

fn summary(node: &Node) -> String {
    let inputs = inputs(node);
    let text = |name: &str| inputs[name].as_str().unwrap_or_default();
    let series = if inputs["metricQueries"].is_null() {
        let statistic = [text("statistic"), text("extendedStatistic")].concat();
        format!(
            "{} {} {} {statistic} {}",
            text("namespace"),
            text("metricName"),
            inputs["dimensions"],
            inputs["period"]
        )
    } else {
        let part = |query: &Value| match query["expression"].as_str() {
            Some(expression) => expression.to_owned(),
            None => {
                let m = &query["metric"];
                let [namespace, name, stat] = ["namespace", "metricName", "stat"].map(|name| m[name].as_str().unwrap());
                format!(
                    "{}={namespace} {name} {} {stat} {}",
                    query["id"].as_str().unwrap(),
                    m["dimensions"],
                    m["period"]
                )
            }
        };
        inputs["metricQueries"].as_array().unwrap().iter().map(part).collect::<Vec<_>>().join("; ")
    };
    let description = text("alarmDescription");
    let runbook = description.rsplit('/').next().unwrap().trim_end_matches(".md");
    let topic = inputs["alarmActions"][0].as_str().unwrap().rsplit('-').next().unwrap();
    let comparison = text("comparisonOperator").replace("OrEqualToThreshold", "=").replace("Threshold", "");
    let points = format!("{}/{}", inputs["datapointsToAlarm"], inputs["evaluationPeriods"]);
    assert_eq!(inputs["treatMissingData"], json!("notBreaching"));
    format!("{}: {series} {points} {comparison} {} -> {topic}, {runbook}", node.name, inputs["threshold"])
}
