//! Settings that cannot be used.

use pulumi::mock::Run;
use serde_json::{Value, json};

use super::{control_tower, given, known_accounts, with};
use crate::baseline::tests::documents::changed;

#[test]
fn what_is_given_can_be_used() {
    for changes in [json!({}), json!({ "mode": "existing" }), control_tower()] {
        assert_eq!(with(&changes).unwrap().check(), Ok(()), "{changes}");
    }
    let settings = with(&json!({})).unwrap();
    assert_eq!((settings.prefix.as_str(), settings.region.as_str()), ("rp-mw", "us-east-2"));
    assert_eq!((settings.trail_retention_days, settings.scp_targets.len()), (365, 0));
}

/// The accounts with one member of dev set otherwise.
fn dev(change: &Value) -> Value {
    let mut accounts = known_accounts();
    accounts["dev"] = changed(accounts["dev"].clone(), change);
    json!({ "accounts": accounts })
}

#[test]
fn a_problem_names_the_field_and_the_reason() {
    for (change, field) in [
        (json!({ "prefix": "" }), "prefix"),
        (json!({ "region": "" }), "region"),
        (json!({ "managementAccountId": "0" }), "managementAccountId"),
        (json!({ "assumeRoleArn": "arn:aws:iam::210987654321:user/x" }), "assumeRoleArn"),
        (json!({ "organizationId": "123" }), "organizationId"),
        (json!({ "mode": "existing", "organizationId": "o-1" }), "organizationId"),
        (json!({ "owner": "" }), "owner"),
        (json!({ "costCenter": "" }), "costCenter"),
        (json!({ "mode": "control-tower" }), "accounts.dev.accountId"),
        (dev(&json!({ "email": null })), "accounts.dev.email"),
        (dev(&json!({ "email": format!("{}@example.com", "m".repeat(60)) })), "accounts.dev.email"),
        (dev(&json!({ "email": "AWS-staging@example.com" })), "accounts.staging.email"),
        (dev(&json!({ "accountId": "1" })), "accounts.dev.accountId"),
        (dev(&json!({ "accountId": "210987654321" })), "accounts.dev.accountId"),
        (dev(&json!({ "accountId": "222222222222" })), "accounts.staging.accountId"),
        (dev(&json!({ "budgetUsd": 0 })), "accounts.dev.budgetUsd"),
        (json!({ "scpTargets": ["local"] }), "scpTargets"),
        (json!({ "adminRoles": ["*"] }), "adminRoles"),
        (json!({ "alertMails": [] }), "alertMails"),
        (json!({ "runbooks": "http://docs.example.com" }), "runbooks"),
        (json!({ "trailRetentionDays": 30 }), "trailRetentionDays"),
        (json!({ "trailLogGroup": "group" }), "trailLogGroup"),
        (json!({ "groups": { "administrator": "g-1" } }), "groups"),
    ] {
        let problem = with(&change).unwrap().check().unwrap_err();
        assert_eq!(problem.field, field, "{change}: {problem}");
    }
}

#[test]
fn a_misspelt_key_is_an_error() {
    assert!(with(&json!({ "scpTarget": ["dev"] })).unwrap_err().to_string().contains("scpTarget"));
    assert!(with(&json!({ "mode": "mine" })).unwrap_err().to_string().contains("control-tower"));
}

#[tokio::test]
async fn a_problem_fails_the_plan_before_anything_is_registered() {
    let settings = serde_json::from_value(changed(given(), &json!({ "owner": "" }))).unwrap();
    let graph = Run::new().stack("organization").program(|ctx| super::super::program(ctx, settings)).await;
    assert!(graph.failed && graph.nodes.is_empty());
    assert!(
        graph.errors[0].contains("Pulumi.organization.yaml: organization: owner must be set"),
        "{:?}",
        graph.errors
    );
}
