//! Who deploys and previews, and what they can do.

use pulumi::mock::Graph;
use serde_json::{Value, json};

use super::documents::{covers, document, node, possible, statement, statements, texts};
use super::{given, names, plan, with};
use crate::baseline::{boundary, oidc};

const ROLE: &str = "aws:iam/role:Role";
const POLICY: &str = "aws:iam/policy:Policy";
const ATTACHMENT: &str = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
/// Most characters of a managed policy, and most managed policies of a role.
const LIMITS: (usize, usize) = (6_144, 10);

async fn dev() -> Graph {
    plan(with(&json!({})).unwrap()).await
}

/// All statements of the policies attached to a role.
fn granted(graph: &Graph, role: &str) -> Vec<Value> {
    let attached = graph.of_type(ATTACHMENT).filter(|node| node.inputs["role"].as_str() == Some(role));
    let arns: Vec<&str> = attached.map(|node| node.inputs["policyArn"].as_str().unwrap()).collect();
    assert!(!arns.is_empty() && arns.len() <= LIMITS.1, "{role}: {arns:?}");
    let policy = |arn: &str| {
        let mut all = graph.of_type(POLICY);
        all.find(|node| node.inputs["name"].as_str() == arn.strip_prefix("arn:")).unwrap_or_else(|| panic!("{arn}"))
    };
    arns.into_iter().flat_map(|arn| statements(&document(policy(arn), "policy"))).collect()
}

fn trusted(conditions: &Value) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "GitHub",
            "Effect": "Allow",
            "Principal": {
                "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
            },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringEquals": conditions },
        }],
    })
}

#[tokio::test]
async fn a_token_is_trusted_by_repository_and_environment_and_branch() {
    let graph = dev().await;
    let deploy = document(node(&graph, ROLE, "deploy"), "assumeRolePolicy");
    assert_eq!(
        deploy,
        trusted(&json!({
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/switchboard:environment:dev",
            "token.actions.githubusercontent.com:repository_id": "987654321",
            "token.actions.githubusercontent.com:ref": "refs/heads/main",
        }))
    );
    let preview = document(node(&graph, ROLE, "preview"), "assumeRolePolicy");
    assert_eq!(
        preview,
        trusted(&json!({
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/switchboard:pull_request",
            "token.actions.githubusercontent.com:repository_id": "987654321",
        }))
    );
    let provider = graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider").next().unwrap();
    assert_eq!(provider.inputs["url"].as_str(), Some("https://token.actions.githubusercontent.com"));
    assert!(!provider.inputs.contains_key("thumbprintLists"));
}

#[tokio::test]
async fn the_subject_of_repositories_with_ids_is_a_setting() {
    let settings = with(&json!({ "subjectPrefix": "repo:example@1/switchboard@2" })).unwrap();
    let graph = plan(settings).await;
    let deploy = document(node(&graph, ROLE, "deploy"), "assumeRolePolicy");
    let conditions = &deploy["Statement"][0]["Condition"]["StringEquals"];
    assert_eq!(conditions["token.actions.githubusercontent.com:sub"], "repo:example@1/switchboard@2:environment:dev");
}

#[tokio::test]
async fn a_deployment_cannot_change_who_may_deploy() {
    let graph = dev().await;
    let deploy = granted(&graph, "rp-mw-deploy-dev");
    let settings = with(&json!({})).unwrap();
    let names = names(&settings);
    let own = |what: &str| names.iam(what);
    let out_of_reach = [
        own("role/rp-mw-deploy-dev"),
        own("role/rp-mw-preview-dev"),
        own("role/rp-mw-operator-act-dev"),
        own("role/rp-mw-break-glass-dev"),
        own("role/rp-mw-edge-logs-dev"),
        own("role/OrganizationAccountAccessRole"),
        own("policy/rp-mw-deploy-identities-dev"),
        own("policy/rp-mw-preview-guard-dev"),
        own("policy/rp-mw-read-state-dev"),
        names.boundary(),
        oidc::arn(&names),
    ];
    let changes = [
        "AddClientIDToOpenIDConnectProvider",
        "AttachRolePolicy",
        "CreatePolicyVersion",
        "CreateRole",
        "DeletePolicy",
        "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PassRole",
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
        "SetDefaultPolicyVersion",
        "TagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
    ];
    for arn in &out_of_reach {
        for change in changes {
            let action = format!("iam:{change}");
            assert!(covers(&deploy, "Deny", &action, arn), "{action} on {arn} is not denied");
            assert!(!covers(&deploy, "Allow", &action, arn), "{action} on {arn} is allowed elsewhere");
        }
    }
    for action in ["organizations:LeaveOrganization", "account:CloseAccount", "secretsmanager:GetSecretValue"] {
        assert!(covers(&deploy, "Deny", action, "*"), "{action}");
    }
}

#[tokio::test]
async fn a_deployment_gives_roles_no_more_than_the_boundary() {
    let graph = dev().await;
    let deploy = granted(&graph, "rp-mw-deploy-dev");
    let boundary = json!("arn:aws:iam::123456789012:policy/rp-mw-boundary-dev");
    for sid in ["Roles", "ManagedPolicies"] {
        let one = statement(&deploy, sid);
        // The reads have a statement of this name as well.
        let one = if sid == "Roles" {
            let mut writes = deploy.iter().filter(|one| one["Sid"] == sid);
            writes.find(|one| texts(&one["Action"]).contains(&"iam:CreateRole")).unwrap().clone()
        } else {
            one
        };
        assert_eq!(one["Condition"]["StringEquals"]["iam:PermissionsBoundary"], boundary, "{sid}");
        assert_eq!(one["Resource"], "arn:aws:iam::123456789012:role/rp-mw-dev-*");
    }
    let pass = statement(&deploy, "PassRole");
    let services = &pass["Condition"]["StringEquals"]["iam:PassedToService"];
    assert_eq!(
        texts(services),
        ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"]
    );
    let elsewhere = "arn:aws:iam::123456789012:role/rp-mw-prod-worker";
    assert!(!possible(&deploy, "iam:PassRole", elsewhere) && !possible(&deploy, "iam:CreateRole", elsewhere));
}

#[tokio::test]
async fn a_deployment_does_its_work_in_its_environment_only() {
    let graph = dev().await;
    let deploy = granted(&graph, "rp-mw-deploy-dev");
    let arn = |service: &str, resource: &str| format!("arn:aws:{service}:us-east-2:123456789012:{resource}");
    for (action, resource) in [
        ("lambda:UpdateFunctionCode", arn("lambda", "function:rp-mw-dev-worker")),
        ("sqs:CreateQueue", arn("sqs", "rp-mw-dev-events.fifo")),
        ("dynamodb:CreateTable", arn("dynamodb", "table/rp-mw-dev-ledger")),
        ("secretsmanager:CreateSecret", arn("secretsmanager", "secret:rp-mw/dev/openai/api_key-a1b2c3")),
        ("ssm:PutParameter", arn("ssm", "parameter/rp-mw/dev/outbound")),
        ("cloudwatch:PutMetricAlarm", arn("cloudwatch", "alarm:rp-mw-dev-q3-events-dlq-warn")),
        ("logs:CreateLogGroup", arn("logs", "log-group:/aws/lambda/rp-mw-dev-worker")),
    ] {
        assert!(possible(&deploy, action, &resource), "{action} on {resource}");
        let prod = resource.replace("-dev", "-prod").replace("/dev/", "/prod/");
        assert!(!possible(&deploy, action, &prod), "{action} on {prod}");
    }
    let state = |key: &str| format!("arn:aws:s3:::rp-mw-state/.pulumi/{key}");
    for key in ["stacks/switchboard/dev.json", "locks/organization/switchboard/dev/1.json", "history/switchboard/dev/1"]
    {
        assert!(possible(&deploy, "s3:PutObject", &state(key)), "{key}");
    }
    for key in ["stacks/switchboard/prod.json", "stacks/switchboard/baseline-dev.json", "meta.yaml"] {
        assert!(!possible(&deploy, "s3:PutObject", &state(key)), "{key}");
    }
    assert!(!possible(&deploy, "apigateway:PATCH", "arn:aws:apigateway:us-east-2::/account"));
    assert!(!possible(&deploy, "lambda:InvokeFunction", &arn("lambda", "function:rp-mw-dev-worker")));
}

#[tokio::test]
async fn a_preview_reads_properties_and_no_contents() {
    let graph = dev().await;
    let preview = granted(&graph, "rp-mw-preview-dev");
    let reading = ["Get", "List", "Describe", "View", "GET", "Decrypt"];
    for one in preview.iter().filter(|one| one["Effect"] == "Allow") {
        for action in texts(&one["Action"]) {
            let name = action.split_once(':').unwrap().1;
            assert!(reading.iter().any(|verb| name.starts_with(verb)), "{action} is no reading");
        }
    }
    for action in [
        "secretsmanager:GetSecretValue",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:BatchGetItem",
        "sqs:ReceiveMessage",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
        "logs:StartQuery",
        "lambda:InvokeFunction",
    ] {
        assert!(covers(&preview, "Deny", action, "arn:aws:x:us-east-2:123456789012:anything"), "{action}");
    }
    assert!(possible(&preview, "s3:GetObject", "arn:aws:s3:::rp-mw-state/.pulumi/stacks/switchboard/prod.json"));
    assert!(covers(&preview, "Deny", "s3:GetObject", "arn:aws:s3:::rp-mw-dev-123456789012-artifacts/worker/x"));
}

#[tokio::test]
async fn the_boundary_leaves_secrets_to_functions_and_identities_to_nobody() {
    let graph = dev().await;
    let boundary = statements(&document(node(&graph, POLICY, "boundary"), "policy"));
    assert_eq!(graph.outputs["permissionsBoundaryArn"].as_str(), Some("arn:rp-mw-boundary-dev"));
    for action in ["iam:PutRolePolicy", "iam:PassRole", "organizations:ListAccounts", "sts:AssumeRole"] {
        assert!(covers(&boundary, "Deny", action, "*"), "{action}");
    }
    let secrets = statement(&boundary, "Secrets");
    assert_eq!(secrets["Resource"], "arn:aws:secretsmanager:us-east-2:123456789012:secret:rp-mw/dev/*-??????");
    assert_eq!(
        texts(&secrets["Condition"]["ArnLike"]["aws:PrincipalArn"]),
        ["ingress*", "jobs*", "worker*"].map(|name| format!("arn:aws:iam::123456789012:role/rp-mw-dev-{name}"))
    );
    let switch = "arn:aws:ssm:us-east-2:123456789012:parameter/rp-mw/dev/outbound";
    assert!(possible(&boundary, "ssm:GetParameter", switch) && !possible(&boundary, "ssm:PutParameter", switch));
    for action in ["lambda:UpdateFunctionCode", "sqs:SetQueueAttributes", "dynamodb:DeleteTable"] {
        assert!(!possible(&boundary, action, "arn:aws:x:us-east-2:123456789012:rp-mw-dev-x"), "{action}");
    }
}

#[tokio::test]
async fn policies_keep_to_the_sizes_that_iam_takes() {
    let longest = json!({ "prefix": "a-prefix-of-24-character", "environment": "staging", "region": "ap-southeast-4" });
    let graph = plan(with(&longest).unwrap()).await;
    let mut managed = 0;
    for node in graph.of_type(POLICY) {
        let length = node.inputs["policy"].as_str().unwrap().len();
        assert!(length <= LIMITS.0, "{}: {length}", node.name);
        assert!(node.inputs["name"].as_str().unwrap().len() <= 128);
        managed += 1;
    }
    assert_eq!(managed, 12);
    for node in graph.of_type("aws:iam/rolePolicy:RolePolicy") {
        assert!(node.inputs["policy"].as_str().unwrap().len() <= 10_240, "{}", node.name);
    }
    for node in graph.of_type(ROLE) {
        assert!(node.inputs["name"].as_str().unwrap().len() <= 64, "{}", node.name);
    }
    for role in ["deploy", "preview"] {
        assert!(!granted(&graph, &format!("a-prefix-of-24-character-{role}-staging")).is_empty());
    }
}

#[test]
fn every_name_of_the_administrator_is_guarded() {
    let settings: crate::baseline::BaselineSettings = serde_json::from_value(given()).unwrap();
    let guarded = boundary::guarded(&names(&settings));
    assert!(guarded.contains(&"arn:aws:iam::123456789012:policy/rp-mw-boundary-*".to_owned()));
    assert!(!guarded.iter().any(|arn| arn.ends_with(":role/*") || arn.contains("rp-mw-dev")), "{guarded:?}");
}
