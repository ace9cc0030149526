//! Provider, account defaults, people, budget.

use pulumi::Value;
use serde_json::json;

use super::documents::{assert_all_below, covers, document, node, possible, statements};
use super::{plan, with};

const ROLE: &str = "aws:iam/role:Role";

#[tokio::test]
async fn everything_is_of_one_provider_that_takes_no_other_account() {
    let graph = plan(with(&json!({})).unwrap()).await;
    let provider = node(&graph, "pulumi:providers:aws", "aws");
    let inputs = &provider.to_json()["inputs"];
    assert_eq!(inputs["region"], "us-east-2");
    assert_eq!(inputs["allowedAccountIds"], r#"["123456789012"]"#);
    assert_eq!(
        inputs["assumeRoles"],
        r#"[{"roleArn":"arn:aws:iam::123456789012:role/OrganizationAccountAccessRole"}]"#
    );
    let tags: serde_json::Value = serde_json::from_str(inputs["defaultTags"].as_str().unwrap()).unwrap();
    let expected = json!({
        "env": "dev", "service": "richpanel-middleware", "owner": "support", "cost-center": "4711", "tier": "standard",
        "managed-by": "pulumi",
    });
    assert_eq!(tags["tags"], expected);
    assert_all_below(&graph, "switchboard:index:AccountBaseline");
}

#[tokio::test]
async fn people_need_a_second_factor_and_emergencies_end_after_an_hour() {
    let graph = plan(with(&json!({ "operatorAccountId": "210987654321" })).unwrap()).await;
    for (name, seconds) in [("operator-read", 14_400.0), ("operator-act", 14_400.0), ("break-glass", 3_600.0)] {
        let role = node(&graph, ROLE, name);
        assert_eq!(role.inputs["maxSessionDuration"], Value::Number(seconds), "{name}");
        let expected = json!([{
            "Sid": "SecondFactor",
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
            "Action": "sts:AssumeRole",
            "Condition": {
                "Bool": { "aws:MultiFactorAuthPresent": "true" },
                "NumericLessThan": { "aws:MultiFactorAuthAge": "3600" },
            },
        }]);
        assert_eq!(document(role, "assumeRolePolicy")["Statement"], expected, "{name}");
    }
    let of = |name: &str| statements(&document(node(&graph, "aws:iam/rolePolicy:RolePolicy", name), "policy"));
    let (read, act) = (of("operator-read"), of("operator-act"));
    let switch = "arn:aws:ssm:us-east-2:123456789012:parameter/rp-mw/dev/outbound";
    let dead = "arn:aws:sqs:us-east-2:123456789012:rp-mw-dev-events-dlq.fifo";
    assert!(possible(&read, "ssm:GetParameter", switch) && !possible(&read, "ssm:PutParameter", switch));
    assert!(possible(&act, "ssm:PutParameter", switch) && possible(&act, "sqs:ReceiveMessage", dead));
    assert!(!possible(&read, "sqs:ReceiveMessage", dead));
    let ledger = "arn:aws:dynamodb:us-east-2:123456789012:table/rp-mw-dev-ledger";
    assert!(possible(&act, "dynamodb:UpdateItem", ledger) && !possible(&read, "dynamodb:UpdateItem", ledger));
    assert!(!possible(&act, "dynamodb:UpdateItem", &ledger.replace("ledger", "audit")));
    for statements in [&read, &act] {
        assert!(covers(statements, "Deny", "secretsmanager:GetSecretValue", "*"));
    }
}

#[tokio::test]
async fn the_log_role_of_gateways_is_ready_before_it_is_used_and_stays() {
    let graph = plan(with(&json!({})).unwrap()).await;
    let account = node(&graph, "aws:apigateway/account:Account", "api-gateway");
    let (role, policy) = (node(&graph, ROLE, "edge-logs"), node(&graph, "aws:iam/rolePolicy:RolePolicy", "edge-logs"));
    assert_eq!(account.inputs["cloudwatchRoleArn"].as_str(), Some("arn:rp-mw-edge-logs-dev"));
    assert!(account.dependencies.contains(&policy.urn));
    for node in [account, role, policy] {
        assert_eq!(node.options.retain_on_delete, Some(true), "{}", node.name);
    }
    assert_eq!(document(role, "assumeRolePolicy")["Statement"][0]["Principal"]["Service"], "apigateway.amazonaws.com");
}

#[tokio::test]
async fn account_defaults_are_closed() {
    let graph = plan(with(&json!({})).unwrap()).await;
    let inputs = |type_: &str, name: &str| node(&graph, type_, name).to_json()["inputs"].clone();
    assert_eq!(
        inputs("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "no-public-buckets"),
        json!({
            "blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": true,
        })
    );
    assert_eq!(
        inputs("aws:ebs/encryptionByDefault:EncryptionByDefault", "encrypted-volumes"),
        json!({ "enabled": true })
    );
    assert_eq!(
        inputs("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "instance-metadata")["httpTokens"],
        "required"
    );
}

#[tokio::test]
async fn the_budget_is_told_by_mail() {
    let graph = plan(with(&json!({})).unwrap()).await;
    let budget = node(&graph, "aws:budgets/budget:Budget", "account");
    let topic_policy = node(&graph, "aws:sns/topicPolicy:TopicPolicy", "account");
    let inputs = &budget.to_json()["inputs"];
    assert_eq!(inputs["limitAmount"], "80");
    let notifications = inputs["notifications"].as_array().unwrap();
    let steps: Vec<_> =
        notifications.iter().map(|one| (one["notificationType"].clone(), one["threshold"].clone())).collect();
    let expected = [("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)];
    assert_eq!(steps, expected.map(|(kind, percent)| (json!(kind), json!(percent))));
    assert!(budget.dependencies.contains(&topic_policy.urn));
    let topic = node(&graph, "aws:sns/topic:Topic", "account");
    assert_eq!(topic.inputs["name"].as_str(), Some("rp-mw-account-dev"));
    let publish = &document(topic_policy, "policy")["Statement"][0];
    assert_eq!(publish["Principal"]["Service"], json!(["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]));
    let mail = graph.of_type("aws:sns/topicSubscription:TopicSubscription").next().unwrap();
    assert_eq!(mail.inputs["endpoint"].as_str(), Some("ops@example.com"));
}

#[tokio::test]
async fn who_comes_next_gets_the_roles_by_name() {
    let graph = plan(with(&json!({})).unwrap()).await;
    let expected = [
        ("alertTopicArn", "rp-mw-account-dev"),
        ("breakGlassRoleArn", "rp-mw-break-glass-dev"),
        ("deployRoleArn", "rp-mw-deploy-dev"),
        ("edgeLogRoleArn", "rp-mw-edge-logs-dev"),
        ("identityProviderArn", "github"),
        ("operatorActRoleArn", "rp-mw-operator-act-dev"),
        ("operatorReadRoleArn", "rp-mw-operator-read-dev"),
        ("permissionsBoundaryArn", "rp-mw-boundary-dev"),
        ("previewRoleArn", "rp-mw-preview-dev"),
    ];
    let outputs: Vec<_> = graph.outputs.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let expected: Vec<_> = expected.iter().map(|(name, arn)| (*name, format!("arn:{arn}"))).collect();
    assert_eq!(outputs, expected.iter().map(|(name, arn)| (*name, arn.as_str())).collect::<Vec<_>>());
}
