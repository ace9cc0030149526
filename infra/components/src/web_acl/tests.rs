use pulumi::mock::Graph;
use serde_json::{Value, json};

use super::*;
use crate::webhook_edge::WebhookEdge;
use crate::webhook_edge::rehearsal::{edge_args, inputs, node, rehearse};

const HEADERS: [&str; 2] = ["X-Richpanel-Webhook-Token", "X-Alias"];

async fn acl(environment: Environment, change: impl FnOnce(&mut WebAclArgs<'_>)) -> (Graph, Result<WebAcl, String>) {
    rehearse(environment, |ctx, alarms| {
        let edge = WebhookEdge::rest(ctx, alarms, "edge", edge_args(), ResourceOptions::new())?;
        let mut args = WebAclArgs::new(edge.stage().unwrap(), HEADERS);
        change(&mut args);
        WebAcl::new(ctx, alarms, "edge", args, ResourceOptions::new())
    })
    .await
}

#[tokio::test]
async fn vendor_rules_that_would_refuse_webhooks_only_count() {
    let (graph, acl) = acl(Environment::Prod, |_| {}).await;
    assert!(acl.is_ok());
    let acl = inputs(&graph, "aws:wafv2/webAcl:WebAcl", "edge");
    assert_eq!((&acl["scope"], &acl["defaultAction"]), (&json!("REGIONAL"), &json!({"allow": {}})));
    let inspected = json!({"requestBodies": [{"apiGateway": {"defaultSizeInspectionLimit": "KB_32"}}]});
    assert_eq!(acl["associationConfig"], inspected);
    let visibility =
        |name: &str| json!({"cloudwatchMetricsEnabled": true, "metricName": name, "sampledRequestsEnabled": false});
    let count = |name: &str| json!({"name": name, "actionToUse": {"count": {}}});
    let counted = [
        "SizeRestrictions_BODY",
        "CrossSiteScripting_BODY",
        "GenericRFI_BODY",
        "GenericLFI_BODY",
        "NoUserAgent_HEADER",
    ];
    let managed = |priority: u32, name: &str, overrides: Value| {
        let mut statement = json!({"vendorName": "AWS", "name": name});
        if !overrides.is_null() {
            statement["ruleActionOverrides"] = overrides;
        }
        json!({
            "name": name, "priority": priority, "statement": {"managedRuleGroupStatement": statement},
            "overrideAction": {"none": {}}, "visibilityConfig": visibility(name),
        })
    };
    let rate = json!({"limit": 3_000, "evaluationWindowSec": 300, "aggregateKeyType": "IP"});
    let expected = json!([
        {
            "name": "rate", "priority": 0, "statement": {"rateBasedStatement": rate},
            "action": {"block": {}}, "visibilityConfig": visibility("rate"),
        },
        managed(1, "AWSManagedRulesCommonRuleSet", counted.map(count).into_iter().collect()),
        managed(2, "AWSManagedRulesKnownBadInputsRuleSet", Value::Null),
    ]);
    assert_eq!(acl["rules"], expected);
}

#[tokio::test]
async fn tokens_query_and_body_are_kept_nowhere() {
    let (graph, _) = acl(Environment::Prod, |_| {}).await;
    let protections = &inputs(&graph, "aws:wafv2/webAcl:WebAcl", "edge")["dataProtectionConfig"]["dataProtections"];
    let substitute = |field: Value| json!({"action": "SUBSTITUTION", "field": field});
    let header = |name: &str| substitute(json!({"fieldType": "SINGLE_HEADER", "fieldKeys": [name]}));
    let expected = json!([
        header("x-alias"),
        header("x-richpanel-webhook-token"),
        substitute(json!({"fieldType": "QUERY_STRING"})),
        substitute(json!({"fieldType": "BODY"})),
    ]);
    assert_eq!(protections, &expected);
    let logging = node(&graph, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "edge");
    let redacted = json!([
        {"singleHeader": {"name": "x-alias"}},
        {"singleHeader": {"name": "x-richpanel-webhook-token"}},
        {"queryString": {}},
    ]);
    assert_eq!(logging["inputs"]["redactedFields"], redacted);
    assert!(logging["dependencies"].to_string().contains("logResourcePolicy"), "{logging}");
}

#[tokio::test]
async fn it_stands_before_the_stage_and_its_log_is_delivered() {
    let (graph, acl) = acl(Environment::Staging, |args| args.sampled_requests = true).await;
    assert_eq!(acl.unwrap().arn().peek().await.unwrap(), "arn:edge");
    let association = inputs(&graph, "aws:wafv2/webAclAssociation:WebAclAssociation", "edge");
    assert_eq!(association, json!({"webAclArn": "arn:edge", "resourceArn": "arn:edge"}));
    let group = inputs(&graph, "aws:cloudwatch/logGroup:LogGroup", "edge-waf");
    assert_eq!(group, json!({"name": "aws-waf-logs-rp-mw-staging", "retentionInDays": 30}));
    let policy = inputs(&graph, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "edge-waf");
    assert_eq!(
        policy["policyDocument"],
        concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Delivery","Effect":"Allow","#,
            r#""Principal":{"Service":"delivery.logs.amazonaws.com"},"#,
            r#""Action":["logs:CreateLogStream","logs:PutLogEvents"],"#,
            r#""Resource":"arn:aws:logs:us-east-2:123456789012:log-group:aws-waf-logs-rp-mw-staging:*","#,
            r#""Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:logs:us-east-2:123456789012:*"},"#,
            r#""StringEquals":{"aws:SourceAccount":"123456789012"}}}]}"#
        )
    );
    assert_eq!(inputs(&graph, "aws:wafv2/webAcl:WebAcl", "edge")["visibilityConfig"]["sampledRequestsEnabled"], true);
}

#[tokio::test]
async fn what_would_leak_or_block_is_refused() {
    type Change = fn(&mut WebAclArgs<'_>);
    let cases: [(Change, &str); 5] = [
        (|args| args.token_headers.clear(), "token_headers must name the headers"),
        (|args| args.token_headers.push("X Token".to_owned()), "token_headers \"X Token\" is no name of a header"),
        (|args| args.sampled_requests = true, "sampled_requests must be off in prod"),
        (|args| args.rate_limit = 9, "rate_limit of 9 must be at least 10"),
        (|args| args.log_retention_days = 0, "log_retention_days of 0 days"),
    ];
    for (change, why) in cases {
        let (graph, acl) = acl(Environment::Prod, change).await;
        let error = acl.err().unwrap();
        assert!(error.starts_with(&format!("WebAcl edge: {why}")), "{error}");
        assert_eq!(graph.of_type("aws:wafv2/webAcl:WebAcl").count(), 0);
    }
}
