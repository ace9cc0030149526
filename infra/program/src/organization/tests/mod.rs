//! An organization, planned without an engine.

mod control;
mod landing_zone;
mod modes;
mod people;
mod settings;

use pulumi::mock::{Answer, Graph, MockCall, Run};
use pulumi::value::Map;
use serde_json::{Value, json};

use super::OrganizationSettings;
use crate::baseline::tests::documents::changed;

/// What a stack file says: an organization of one's own.
fn given() -> Value {
    json!({
        "mode": "own",
        "managementAccountId": "210987654321",
        "owner": "support",
        "costCenter": 4711,
        "accounts": {
            "dev": { "email": "aws-dev@example.com", "budgetUsd": 80 },
            "staging": { "email": "aws-staging@example.com", "budgetUsd": 100 },
            "prod": { "email": "aws-prod@example.com", "budgetUsd": 400 },
        },
        "alertMails": ["security@example.com"],
        "runbooks": "https://docs.example.com/runbooks",
    })
}

/// Accounts that exist.
fn known_accounts() -> Value {
    let mut accounts = given()["accounts"].clone();
    for (name, id) in [("dev", "111111111111"), ("staging", "222222222222"), ("prod", "333333333333")] {
        accounts[name]["accountId"] = json!(id);
    }
    accounts
}

/// Changes that make it an organization under Control Tower.
fn control_tower() -> Value {
    json!({ "mode": "control-tower", "accounts": known_accounts() })
}

fn with(changes: &Value) -> Result<OrganizationSettings, serde_json::Error> {
    serde_json::from_value(changed(given(), changes))
}

fn value(json: &Value) -> pulumi::Value {
    pulumi::serialize(json).unwrap()
}

fn root() -> Value {
    json!([{ "arn": "arn:root", "id": "r-1", "name": "Root", "policyTypes": [] }])
}

/// What the cloud says about what is there.
fn found(call: &MockCall, policy_types: &Value) -> Result<Map, String> {
    let answer = match call.token.as_str() {
        "aws:organizations/getOrganization:getOrganization" => json!({
            "accounts": [], "arn": "arn:o", "awsServiceAccessPrincipals": [], "enabledPolicyTypes": policy_types,
            "featureSet": "ALL", "id": "o-found", "masterAccountArn": "arn:m", "masterAccountEmail": "m@example.com",
            "masterAccountId": "210987654321", "masterAccountName": "m", "nonMasterAccounts": [], "roots": root(),
        }),
        "aws:ssoadmin/getInstances:getInstances" => json!({
            "arns": ["arn:aws:sso:::instance/ssoins-1"], "id": "us-east-2", "identityStoreIds": ["d-1"],
            "region": "us-east-2",
        }),
        other => return Err(format!("{other} is not expected")),
    };
    Ok(value(&answer).as_object().unwrap().clone())
}

async fn plan_with(changes: &Value, policy_types: Value) -> Graph {
    let settings = with(changes).unwrap();
    let run =
        Run::new().stack("organization").functions(move |call| found(call, &policy_types)).resources(|resource| {
            let answer = Answer::of(resource).output("arn", format!("arn:{}", resource.name));
            match (resource.type_.as_str(), &resource.id) {
                ("aws:organizations/organization:Organization", _) => {
                    answer.id("o-own").output("roots", value(&root()))
                }
                ("aws:organizations/account:Account", None) => answer.id(match resource.name.as_str() {
                    "account-dev" => "444444444444",
                    "account-staging" => "555555555555",
                    _ => "666666666666",
                }),
                _ => answer,
            }
        });
    run.program(|ctx| super::program(ctx, settings)).await
}

async fn plan(changes: &Value) -> Graph {
    let graph = plan_with(changes, json!(["SERVICE_CONTROL_POLICY"])).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    graph
}
