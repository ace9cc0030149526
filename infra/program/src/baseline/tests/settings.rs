//! Settings that cannot be used.

use pulumi::mock::Run;
use serde_json::json;

use super::with;

#[test]
fn what_is_given_can_be_used() {
    let settings = with(&json!({ "prefix": null, "region": null })).unwrap();
    assert_eq!(settings.check(), Ok(()));
    assert_eq!((settings.prefix.as_str(), settings.region.as_str()), ("rp-mw", "us-east-2"));
    assert_eq!(settings.subject_prefix(), "repo:example/switchboard");
    assert_eq!(settings.operator_account(), "123456789012");
}

#[test]
fn a_problem_names_the_field_and_the_reason() {
    for (change, field) in [
        (json!({ "prefix": "Rp" }), "prefix"),
        (json!({ "environment": "local" }), "environment"),
        (json!({ "accountId": "12345" }), "accountId"),
        (json!({ "region": "ohio" }), "region"),
        (json!({ "assumeRoleArn": "admin" }), "assumeRoleArn"),
        (json!({ "owner": " " }), "owner"),
        (json!({ "costCenter": "" }), "costCenter"),
        (json!({ "repository": "switchboard" }), "repository"),
        (json!({ "repository": "example/*" }), "repository"),
        (json!({ "repositoryId": "example" }), "repositoryId"),
        (json!({ "subjectPrefix": "repo:example/*" }), "subjectPrefix"),
        (json!({ "subjectPrefix": "repo:" }), "subjectPrefix"),
        (json!({ "stateBucket": "s3://rp-mw-state" }), "stateBucket"),
        (json!({ "stateKeyArn": "arn:aws:kms:us-east-2:210987654321:alias/state" }), "stateKeyArn"),
        (json!({ "operatorAccountId": "everybody" }), "operatorAccountId"),
        (json!({ "budgetUsd": 0 }), "budgetUsd"),
        (json!({ "alertMails": [] }), "alertMails"),
        (json!({ "alertMails": ["ops"] }), "alertMails"),
    ] {
        let problem = with(&change).unwrap().check().unwrap_err();
        assert_eq!(problem.field, field, "{change}");
        assert!(problem.reason.len() > 10, "{problem}");
    }
}

#[test]
fn a_misspelt_key_is_an_error() {
    let error = with(&json!({ "budgetUSD": 5 })).unwrap_err();
    assert!(error.to_string().contains("budgetUSD"), "{error}");
}

#[tokio::test]
async fn another_stack_s_settings_are_refused_before_anything_is_registered() {
    let settings = with(&json!({})).unwrap();
    let graph = Run::new().stack("baseline-prod").program(|ctx| super::super::program(ctx, settings)).await;
    assert!(graph.failed && graph.nodes.is_empty());
    assert!(
        graph.errors[0].contains("Pulumi.baseline-prod.yaml: baseline: environment is `dev`"),
        "{:?}",
        graph.errors
    );
}

#[tokio::test]
async fn a_problem_fails_the_plan_before_anything_is_registered() {
    let settings = with(&json!({ "budgetUsd": 0 })).unwrap();
    let graph = Run::new().stack("baseline-dev").program(|ctx| super::super::program(ctx, settings)).await;
    assert!(graph.failed && graph.nodes.is_empty());
    assert!(graph.errors[0].contains("budgetUsd must be 1 to 100000"), "{:?}", graph.errors);
}
