//! IAM.

use serde_json::{Value, json};

use crate::emulator::{ACCOUNT, clients};
use crate::lifecycle::{Resource, lifecycle};

const ROLE: &str = "aws:iam/role:Role";
const POLICY: &str = "aws:iam/policy:Policy";

/// A trust policy for a service, written as people do.
pub(crate) fn trust(service: &str) -> String {
    let statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}});
    serde_json::to_string_pretty(&json!({"Version": "2012-10-17", "Statement": [statement]})).unwrap()
}

/// A policy that allows something everywhere.
pub(crate) fn allow(actions: &[&str]) -> String {
    let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    serde_json::to_string_pretty(&json!({"Version": "2012-10-17", "Statement": [statement]})).unwrap()
}

#[tokio::test]
async fn roles() {
    let aws = clients();
    let boundary = Resource::create(&aws, POLICY, json!({"name": "boundary", "policy": allow(&["sqs:*"])})).await;
    let inputs = json!({
        "name": "life-role", "assumeRolePolicy": trust("lambda.amazonaws.com"), "description": "one",
        "maxSessionDuration": 7200, "permissionsBoundary": boundary.id,
        "tags": {"env": "dev", "gone": "x"},
    });
    let changed = json!({
        "name": "life-role", "assumeRolePolicy": trust("scheduler.amazonaws.com"), "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, ROLE, inputs, changed).await;
    assert_eq!(first["arn"], format!("arn:aws:iam::{ACCOUNT}:role/life-role"));
    for name in ["description", "maxSessionDuration", "permissionsBoundary"] {
        assert_eq!(second.get(name), None, "{name}");
    }
    boundary.delete(&aws).await;
}

#[tokio::test]
async fn policies_inside_and_attached() {
    let aws = clients();
    let role = json!({"name": "life-holder", "assumeRolePolicy": trust("lambda.amazonaws.com")});
    let role = Resource::create(&aws, ROLE, role).await;
    let inline = |actions: &[&str]| json!({"name": "inline", "role": role.id, "policy": allow(actions)});
    let (one, two) = (inline(&["sqs:SendMessage"]), inline(&["sqs:ReceiveMessage"]));
    lifecycle(&aws, "aws:iam/rolePolicy:RolePolicy", one, two).await;

    let policy = |actions: &[&str], tags: Value| {
        let document = allow(actions);
        json!({"name": "life-policy", "description": "d", "policy": document, "tags": tags})
    };
    let (one, two) = (policy(&["sqs:*"], json!({"a": "1"})), policy(&["sns:*"], json!({"b": "2"})));
    let (first, _) = lifecycle(&aws, POLICY, one, two).await;
    assert_eq!(first["arn"], format!("arn:aws:iam::{ACCOUNT}:policy/life-policy"));

    let policy = Resource::create(&aws, POLICY, json!({"name": "attached", "policy": allow(&["sqs:*"])})).await;
    let attachment = json!({"role": role.id, "policyArn": policy.id});
    lifecycle(&aws, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", attachment.clone(), attachment).await;
    policy.delete(&aws).await;
    role.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_a_role_shows() {
    let aws = clients();
    let inputs = json!({"name": "drift-role", "assumeRolePolicy": trust("lambda.amazonaws.com")});
    let role = Resource::create(&aws, ROLE, inputs).await;
    let other = trust("ec2.amazonaws.com");
    let call = aws.iam().update_assume_role_policy().role_name("drift-role").policy_document(&other);
    call.send().await.unwrap();
    let now = role.read(&aws, &role.properties).await;
    assert_eq!(now["assumeRolePolicy"], other);
    role.delete(&aws).await;
}
