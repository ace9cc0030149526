//! Permission sets.

use serde_json::json;

use super::{control_tower, plan};
use crate::baseline::tests::documents::{document, node, possible, statements};

const SET: &str = "aws:ssoadmin/permissionSet:PermissionSet";
const POLICY: &str = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";
const ASSIGNMENT: &str = "aws:ssoadmin/accountAssignment:AccountAssignment";

#[tokio::test]
async fn without_identity_center_there_are_none() {
    assert_eq!(plan(&json!({})).await.of_type(SET).count(), 0);
}

#[tokio::test]
async fn duties_are_separate_in_each_environment() {
    let graph = plan(&json!({ "identityCenter": true })).await;
    assert_eq!(graph.of_type(SET).count(), 10);
    for set in graph.of_type(SET) {
        assert!(set.inputs["name"].as_str().unwrap().len() <= 32, "{}", set.name);
        assert_eq!(set.inputs["instanceArn"].as_str(), Some("arn:aws:sso:::instance/ssoins-1"));
        let hours = if set.name.starts_with("break-glass") { "PT1H" } else { "PT4H" };
        assert_eq!(set.inputs["sessionDuration"].as_str(), Some(hours), "{}", set.name);
    }
    let of = |name: &str| statements(&document(node(&graph, POLICY, name), "inlinePolicy"));
    let switch = |account: &str, environment: &str| {
        format!("arn:aws:ssm:us-east-2:{account}:parameter/rp-mw/{environment}/outbound")
    };
    let (dev, prod) = (switch("444444444444", "dev"), switch("666666666666", "prod"));
    assert!(possible(&of("operator-act-prod"), "ssm:PutParameter", &prod));
    assert!(!possible(&of("operator-act-dev"), "ssm:PutParameter", &prod));
    assert!(possible(&of("operator-read-dev"), "ssm:GetParameter", &dev));
    assert!(!possible(&of("operator-read-dev"), "ssm:PutParameter", &dev));
    assert!(possible(&of("break-glass-prod"), "iam:CreateRole", "*"));
    assert!(possible(&of("administrator"), "iam:CreateRole", "*"));
    assert_eq!(graph.of_type(ASSIGNMENT).count(), 0, "assigned by hand");
}

#[tokio::test]
async fn groups_get_them_in_every_account() {
    let mut changes = control_tower();
    changes["identityCenter"] = json!(true);
    changes["groups"] = json!({ "administrator": "g-1", "operatorAct": "g-2" });
    let graph = plan(&changes).await;
    assert_eq!(graph.of_type(ASSIGNMENT).count(), 6);
    let one = node(&graph, ASSIGNMENT, "operator-act-prod");
    assert_eq!(
        one.to_json()["inputs"],
        json!({
            "instanceArn": "arn:aws:sso:::instance/ssoins-1",
            "permissionSetArn": "arn:operator-act-prod",
            "principalType": "GROUP",
            "principalId": "g-2",
            "targetType": "AWS_ACCOUNT",
            "targetId": "333333333333",
        })
    );
}
