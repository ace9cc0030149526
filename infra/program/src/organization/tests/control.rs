//! Service control policies.

use pulumi::mock::Graph;
use serde_json::{Value, json};

use super::super::control::MAX_CHARACTERS;
use super::{plan, with};
use crate::baseline::tests::documents::{document, node, statement, statements, texts};

const POLICY: &str = "aws:organizations/policy:Policy";
const ATTACHMENT: &str = "aws:organizations/policyAttachment:PolicyAttachment";

fn guards(graph: &Graph, name: &str) -> Vec<Value> {
    statements(&document(node(graph, POLICY, name), "content"))
}

#[tokio::test]
async fn outside_the_region_there_are_only_services_that_have_none() {
    let graph = plan(&json!({})).await;
    let policy = node(&graph, POLICY, "region-guard");
    assert_eq!(policy.inputs["type"].as_str(), Some("SERVICE_CONTROL_POLICY"));
    assert_eq!(policy.inputs["name"].as_str(), Some("rp-mw-region-guard"));
    let guard = &guards(&graph, "region-guard")[0];
    assert_eq!((&guard["Effect"], &guard["Resource"]), (&json!("Deny"), &json!("*")));
    let services = "account artifact aws-portal access-analyzer billing budgets ce cloudfront consolidatedbilling cur \
                    ecr-public freetier globalaccelerator health iam identitystore invoicing notifications \
                    organizations payments pricing route53 route53domains shield sso sso-directory sts support \
                    supportplans tax trustedadvisor waf";
    let calls = "cloudtrail:LookupEvents ec2:DescribeRegions s3:GetAccountPublicAccessBlock \
                 s3:PutAccountPublicAccessBlock s3:ListAllMyBuckets s3:GetBucketLocation";
    let mut expected: Vec<String> = services.split_whitespace().map(|service| format!("{service}:*")).collect();
    expected.extend(calls.split_whitespace().map(str::to_owned));
    expected.sort();
    assert_eq!(texts(&guard["NotAction"]), expected);
    assert_eq!(guard["Condition"]["StringNotEquals"]["aws:RequestedRegion"], "us-east-2");
    assert_eq!(
        texts(&guard["Condition"]["ArnNotLike"]["aws:PrincipalArn"]),
        ["arn:aws:iam::*:role/AWSControlTowerExecution", "arn:aws:iam::*:role/OrganizationAccountAccessRole"]
    );
}

#[tokio::test]
async fn nobody_leaves_or_switches_records_off_or_works_as_root() {
    let graph = plan(&json!({ "identityCenter": true, "adminRoles": ["platform/admin"] })).await;
    let guards = guards(&graph, "account-guard");
    assert_eq!(
        statement(&guards, "Leave"),
        json!({ "Sid": "Leave", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" })
    );
    assert_eq!(
        statement(&guards, "Root"),
        json!({
            "Sid": "Root", "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
        })
    );
    let records = statement(&guards, "Records");
    for action in ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"] {
        assert!(texts(&records["Action"]).contains(&action), "{action}");
    }
    let encryption = statement(&guards, "Encryption");
    assert_eq!(encryption["Action"], "ec2:DisableEbsEncryptionByDefault");
    for one in [records, encryption] {
        assert_eq!(
            texts(&one["Condition"]["ArnNotLike"]["aws:PrincipalArn"]),
            [
                "arn:aws:iam::*:role/AWSControlTowerExecution",
                "arn:aws:iam::*:role/OrganizationAccountAccessRole",
                "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/us-east-2/AWSReservedSSO_administrator_*",
                "arn:aws:iam::*:role/platform/admin",
            ]
        );
    }
}

#[tokio::test]
async fn policies_bind_the_environments_that_are_due() {
    assert_eq!(plan(&json!({})).await.of_type(ATTACHMENT).count(), 0);
    let graph = plan(&json!({ "scpTargets": ["dev"] })).await;
    let attached: Vec<_> = graph.of_type(ATTACHMENT).collect();
    assert_eq!(attached.len(), 2);
    assert!(attached.iter().all(|one| one.inputs["targetId"].as_str() == Some("dev-id")), "the unit, not the account");
    let graph = plan(&json!({ "scpTargets": ["dev", "staging", "prod"] })).await;
    assert_eq!(graph.of_type(ATTACHMENT).count(), 6);
    let (first, second) =
        (node(&graph, ATTACHMENT, "region-guard-dev"), node(&graph, ATTACHMENT, "region-guard-staging"));
    assert!(second.dependencies.contains(&first.urn), "one after the other");
}

#[tokio::test]
async fn policies_keep_to_the_size_that_every_organization_takes() {
    let name = "r".repeat(120);
    let roles: Vec<String> = (0..10).map(|n| format!("{name}{n}")).collect();
    let graph = plan(&json!({ "identityCenter": true, "region": "ap-southeast-4", "adminRoles": roles })).await;
    for policy in graph.of_type(POLICY) {
        let content = policy.inputs["content"].as_str().unwrap();
        assert!(content.len() < MAX_CHARACTERS, "{}: {}", policy.name, content.len());
        assert!(!content.contains(": ") && !content.contains('\n'), "not minified");
    }
    let settings = with(&json!({ "adminRoles": vec!["role"; 11] })).unwrap();
    assert_eq!(settings.check().unwrap_err().field, "adminRoles");
}
