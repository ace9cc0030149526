//! A baseline, planned without an engine.

pub(crate) mod documents;
mod pipeline;
mod resources;
mod settings;

use pulumi::mock::{Answer, Graph, Run};
use serde_json::{Value, json};

use super::BaselineSettings;
use super::account::Names;

/// What a stack file of dev says.
fn given() -> Value {
    json!({
        "prefix": "rp-mw",
        "environment": "dev",
        "accountId": "123456789012",
        "assumeRoleArn": "arn:aws:iam::123456789012:role/OrganizationAccountAccessRole",
        "owner": "support",
        "costCenter": 4711,
        "repository": "example/switchboard",
        "repositoryId": 987654321,
        "stateBucket": "rp-mw-state",
        "stateKeyArn": "arn:aws:kms:us-east-2:210987654321:key/1",
        "budgetUsd": 80,
        "alertMails": ["ops@example.com"],
    })
}

/// The settings with some keys set otherwise; null takes a key away.
fn with(changes: &Value) -> Result<BaselineSettings, serde_json::Error> {
    serde_json::from_value(documents::changed(given(), changes))
}

/// Place and names of these settings.
fn names(settings: &BaselineSettings) -> Names {
    Names::new(settings.site().unwrap(), &settings.prefix)
}

async fn plan(settings: BaselineSettings) -> Graph {
    let stack = format!("baseline-{}", settings.environment);
    let run = Run::new().stack(stack).resources(|resource| {
        let name = resource.inputs.get("name").and_then(pulumi::Value::as_str).unwrap_or(&resource.name);
        Answer::of(resource).output("arn", format!("arn:{name}")).output("name", name)
    });
    let graph = run.program(|ctx| super::program(ctx, settings)).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    graph
}
