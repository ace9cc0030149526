//! Who owns the landing zone decides what there is.

use std::collections::BTreeSet;

use pulumi::mock::Run;
use serde_json::json;

use super::{control_tower, found, known_accounts, plan, plan_with, with};
use crate::baseline::tests::documents::{assert_all_below, node};

const ORGANIZATION: &str = "aws:organizations/organization:Organization";
const ACCESS: &str = "aws:organizations/awsServiceAccess:AwsServiceAccess";
const ACCOUNT: &str = "aws:organizations/account:Account";
const UNIT: &str = "aws:organizations/organizationalUnit:OrganizationalUnit";

#[tokio::test]
async fn an_organization_of_ones_own_names_every_trusted_service() {
    let graph = plan(&json!({ "servicePrincipals": ["backup.amazonaws.com"], "identityCenter": true })).await;
    let organization = node(&graph, ORGANIZATION, "organization");
    assert_eq!(
        organization.to_json()["inputs"],
        json!({
            "featureSet": "ALL",
            "enabledPolicyTypes": ["SERVICE_CONTROL_POLICY"],
            "awsServiceAccessPrincipals": [
                "access-analyzer.amazonaws.com", "backup.amazonaws.com", "cloudtrail.amazonaws.com",
                "iam.amazonaws.com", "sso.amazonaws.com",
            ],
        })
    );
    assert_eq!((organization.options.protect, organization.options.retain_on_delete), (Some(true), Some(true)));
    assert_eq!(graph.of_type(ACCESS).count(), 0);
    assert_eq!(graph.outputs["organizationId"].as_str(), Some("o-own"));
    assert_eq!(graph.outputs["rootId"].as_str(), Some("r-1"));
    assert_eq!(graph.outputs["prodAccountId"].as_str(), Some("666666666666"));
    assert_eq!(graph.outputs["devUnitId"].as_str(), Some("dev-id"));
}

#[tokio::test]
async fn a_first_preview_knows_no_ids_and_plans_everything() {
    let changes = json!({ "identityCenter": true, "scpTargets": ["dev", "staging", "prod"] });
    let settings = with(&changes).unwrap();
    let run = Run::new().stack("organization").preview().functions(|call| found(call, &json!([])));
    let graph = run.program(|ctx| super::super::program(ctx, settings)).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    assert_eq!(graph.nodes.len(), plan(&changes).await.nodes.len());
    assert_eq!(graph.outputs["prodAccountId"], pulumi::Value::Unknown);
}

#[tokio::test]
async fn one_that_was_made_by_hand_is_taken_over() {
    let graph = plan(&json!({ "organizationId": "o-byhand" })).await;
    assert_eq!(node(&graph, ORGANIZATION, "organization").options.import, "o-byhand");
}

#[tokio::test]
async fn one_of_somebody_else_is_looked_up_and_asked_service_by_service() {
    let graph = plan(&json!({ "mode": "existing", "accounts": known_accounts() })).await;
    assert_eq!(graph.of_type(ORGANIZATION).count(), 0);
    let services: BTreeSet<_> =
        graph.of_type(ACCESS).map(|one| one.inputs["servicePrincipal"].as_str().unwrap()).collect();
    let expected = ["access-analyzer.amazonaws.com", "cloudtrail.amazonaws.com", "iam.amazonaws.com"];
    assert_eq!(services, BTreeSet::from(expected));
    assert!(graph.of_type(ACCESS).all(|one| one.options.retain_on_delete == Some(true)));
    let trail = node(&graph, "aws:cloudtrail/trail:Trail", "trail");
    assert!(graph.of_type(ACCESS).all(|one| trail.dependencies.contains(&one.urn)));
    assert_eq!(node(&graph, ACCOUNT, "account-prod").options.import, "333333333333");
    assert_eq!(graph.outputs["organizationId"].as_str(), Some("o-found"));
}

#[tokio::test]
async fn without_that_kind_of_policy_the_plan_says_what_to_enable() {
    let graph = plan_with(&json!({ "mode": "existing" }), json!([])).await;
    assert!(graph.failed);
    assert!(graph.errors.iter().any(|error| error.contains("enable that policy type")), "{:?}", graph.errors);
}

#[tokio::test]
async fn under_control_tower_policies_and_budgets_are_all_there_is() {
    let mut changes = control_tower();
    changes["scpTargets"] = json!(["dev", "staging", "prod"]);
    let graph = plan(&changes).await;
    let types: BTreeSet<_> = graph.nodes.iter().filter(|node| node.custom).map(|node| node.type_.as_str()).collect();
    let expected = [
        "aws:budgets/budget:Budget",
        "aws:organizations/policy:Policy",
        "aws:organizations/policyAttachment:PolicyAttachment",
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topicSubscription:TopicSubscription",
        "pulumi:providers:aws",
    ];
    assert_eq!(types, BTreeSet::from(expected));
    let attached = graph.of_type("aws:organizations/policyAttachment:PolicyAttachment");
    let targets: BTreeSet<_> = attached.map(|one| one.inputs["targetId"].as_str().unwrap()).collect();
    assert_eq!(targets, BTreeSet::from(["111111111111", "222222222222", "333333333333"]));
    assert!(!graph.outputs.contains_key("organizationId"));
}

#[tokio::test]
async fn control_tower_s_trail_is_watched_if_it_is_named() {
    let mut changes = control_tower();
    changes["trailLogGroup"] = json!("aws-controltower/CloudTrailLogs");
    let graph = plan(&changes).await;
    let filters: Vec<_> = graph.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter").collect();
    assert_eq!(filters.len(), 2);
    assert!(filters.iter().all(|one| one.inputs["logGroupName"].as_str() == Some("aws-controltower/CloudTrailLogs")));
    assert_eq!(graph.of_type("aws:cloudwatch/logGroup:LogGroup").count(), 0);
}

#[tokio::test]
async fn no_account_is_without_protection() {
    for changes in
        [json!({}), json!({ "mode": "existing" }), json!({ "mode": "existing", "accounts": known_accounts() })]
    {
        let graph = plan(&changes).await;
        assert_eq!(graph.of_type(ACCOUNT).count(), 3);
        for account in graph.of_type(ACCOUNT) {
            let options = &account.options;
            assert_eq!((options.protect, options.retain_on_delete), (Some(true), Some(true)), "{}", account.name);
            let frozen = ["createGovcloud", "email", "iamUserAccessToBilling", "name", "roleName"];
            assert_eq!(options.ignore_changes, frozen);
            assert_eq!(account.inputs["closeOnDeletion"], pulumi::Value::Bool(false));
        }
        assert!(graph.of_type(UNIT).all(|unit| unit.options.protect == Some(true)));
    }
}

#[tokio::test]
async fn accounts_are_made_one_after_the_other_in_units_of_their_own() {
    let graph = plan(&json!({})).await;
    let (dev, staging) = (node(&graph, ACCOUNT, "account-dev"), node(&graph, ACCOUNT, "account-staging"));
    assert!(node(&graph, UNIT, "staging").dependencies.contains(&dev.urn));
    assert_eq!(dev.inputs["parentId"].as_str(), Some("dev-id"));
    assert_eq!(staging.inputs["name"].as_str(), Some("rp-mw-staging"));
    assert_eq!(staging.inputs["email"].as_str(), Some("aws-staging@example.com"));
    assert_eq!(node(&graph, UNIT, "prod").inputs["parentId"].as_str(), Some("workloads-id"));
    assert_eq!(node(&graph, UNIT, "workloads").inputs["parentId"].as_str(), Some("r-1"));
    for environment in ["dev", "staging", "prod"] {
        let budget = node(&graph, "aws:budgets/budget:Budget", &format!("account-{environment}"));
        let account = graph.outputs[&format!("{environment}AccountId")].as_str().unwrap();
        let filters = json!([{ "name": "LinkedAccount", "values": [account] }]);
        assert_eq!(budget.to_json()["inputs"]["costFilters"], filters);
    }
}

#[tokio::test]
async fn everything_is_of_one_provider_that_takes_no_other_account() {
    let graph = plan(&json!({ "identityCenter": true })).await;
    let provider = node(&graph, "pulumi:providers:aws", "aws");
    assert_eq!(provider.inputs["allowedAccountIds"].as_str(), Some(r#"["210987654321"]"#));
    assert_all_below(&graph, "switchboard:index:Organization");
}
