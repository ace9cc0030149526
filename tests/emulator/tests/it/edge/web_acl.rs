//! Web ACLs, what they protect and where they log.

use serde_json::{Value, json};
use switchboard_emulator::{Properties, Refusal};

use super::rest_api;
use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refusal, refused_by};

const ACL: &str = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION: &str = "aws:wafv2/webAclAssociation:WebAclAssociation";
const LOGGING: &str = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const LOG_GROUP: &str = "aws:cloudwatch/logGroup:LogGroup";

fn visibility(name: &str) -> Value {
    json!({"metricName": name, "cloudwatchMetricsEnabled": true, "sampledRequestsEnabled": false})
}

fn rate(limit: u32) -> Value {
    json!({
        "name": "rate", "priority": 0, "action": {"block": {}}, "visibilityConfig": visibility("rate"),
        "statement": {"rateBasedStatement": {"limit": limit, "evaluationWindowSec": 300, "aggregateKeyType": "IP"}},
    })
}

fn group(priority: u32, name: &str) -> Value {
    json!({
        "name": name, "priority": priority, "overrideAction": {"none": {}}, "visibilityConfig": visibility(name),
        "statement": {"managedRuleGroupStatement": {
            "vendorName": "AWS", "name": name,
            "ruleActionOverrides": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
        }},
    })
}

fn acl(name: &str, rules: &[Value]) -> Value {
    json!({
        "name": name, "scope": "REGIONAL", "defaultAction": {"allow": {}}, "rules": rules,
        "visibilityConfig": visibility(name),
    })
}

#[tokio::test]
async fn web_acls() {
    let aws = clients();
    let rules =
        [rate(3000), group(1, "AWSManagedRulesCommonRuleSet"), group(2, "AWSManagedRulesKnownBadInputsRuleSet")];
    let mut inputs = acl("life", &rules);
    inputs["description"] = json!("one");
    inputs["tags"] = json!({"env": "dev", "gone": "x"});
    let body_limit = json!({"defaultSizeInspectionLimit": "KB_32"});
    inputs["associationConfig"] = json!({"requestBodies": [{"apiGateway": body_limit}]});
    let protection =
        json!({"action": "SUBSTITUTION", "field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["x-token"]}});
    inputs["dataProtectionConfig"] = json!({"dataProtections": [protection]});
    let mut changed = acl("life", &[rate(2000)]);
    changed["tags"] = json!({"env": "prod"});
    changed["defaultAction"] = json!({"block": {}});
    let (first, second) = lifecycle(&aws, ACL, inputs, changed).await;
    assert!(first["arn"].as_str().unwrap().starts_with("arn:aws:wafv2:us-east-2:000000000000:regional/webacl/life/"));
    assert_eq!((&first["capacity"], &second["capacity"]), (&json!(902), &json!(2)));
    let gone = ["description", "associationConfig", "dataProtectionConfig"];
    assert!(gone.iter().all(|name| !second.contains_key(*name)), "{second:?}");
}

#[tokio::test]
async fn web_acls_that_aws_refuses() {
    let aws = clients();
    let clash = acl("clash", &[rate(3000), group(0, "AWSManagedRulesCommonRuleSet")]);
    assert_eq!(refused_by(&aws, ACL, clash).await, "WAF-RULES");
    let there = Resource::create(&aws, ACL, acl("twice", &[])).await;
    assert!(matches!(refusal(&aws, ACL, acl("twice", &[])).await, Refusal::Exists { .. }));
    there.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_rules_shows() {
    let aws = clients();
    let resource = Resource::create(&aws, ACL, acl("drift", &[rate(3000)])).await;
    let other = acl("drift", &[rate(100)]).as_object().cloned().unwrap();
    kind_of(ACL).update(&aws, &resource.id, &resource.properties, &other).await.unwrap();
    let told = resource.read(&aws, &resource.properties).await;
    assert_eq!(told["rules"][0]["statement"]["rateBasedStatement"]["limit"], 100);
    let imported = format!("{}/drift/REGIONAL", resource.id);
    let imported = kind_of(ACL).read(&aws, &imported, &Properties::new()).await.unwrap().unwrap();
    assert_eq!((&imported["name"], &imported["arn"]), (&told["name"], &told["arn"]));
    resource.delete(&aws).await;
}

#[tokio::test]
async fn associations() {
    let aws = clients();
    let (api, stage) = rest_api::stage(&aws, "guarded").await;
    let acl = Resource::create(&aws, ACL, acl("guard", &[])).await;
    let of = |resource: &str| json!({"webAclArn": acl.output("arn"), "resourceArn": resource});
    let association = Resource::create(&aws, ASSOCIATION, of(stage.output("arn"))).await;
    assert_eq!(association.id, format!("{},{}", acl.output("arn"), stage.output("arn")));
    let error = kind_of(ACL).delete(&aws, &acl.id, &acl.properties).await.unwrap_err();
    assert!(matches!(error, Refusal::Invalid { rule: "WAF-TARGET", .. }), "{error}");
    let (id, known) = (association.id.clone(), association.properties.clone());
    association.delete(&aws).await;
    assert_eq!(kind_of(ASSOCIATION).read(&aws, &id, &known).await.unwrap(), None);

    let http = format!("arn:aws:apigateway:us-east-2::/apis/{}/stages/$default", api.id);
    assert_eq!(refused_by(&aws, ASSOCIATION, of(&http)).await, "WAF-TARGET");
    let absent = format!("arn:aws:apigateway:us-east-2::/restapis/{}/stages/other", api.id);
    assert!(matches!(refusal(&aws, ASSOCIATION, of(&absent)).await, Refusal::Missing { .. }));
    acl.delete(&aws).await;
    stage.delete(&aws).await;
    api.delete(&aws).await;
}

#[tokio::test]
async fn logging() {
    let aws = clients();
    let acl = Resource::create(&aws, ACL, acl("logged", &[])).await;
    let group = Resource::create(&aws, LOG_GROUP, json!({"name": "aws-waf-logs-life", "retentionInDays": 30})).await;
    let to = |arn: &str, fields: Value| json!({"resourceArn": acl.output("arn"), "logDestinationConfigs": [arn], "redactedFields": fields});
    let arn = group.output("arn");
    let inputs = to(arn, json!([{"queryString": {}}, {"singleHeader": {"name": "x-token"}}]));
    lifecycle(&aws, LOGGING, inputs, to(arn, json!([{"queryString": {}}]))).await;
    assert_eq!(refused_by(&aws, LOGGING, to(&format!("{arn}:*"), json!([]))).await, "WAF-LOG-NAME");
    let absent = to(&format!("{arn}-other"), json!([]));
    assert!(matches!(refusal(&aws, LOGGING, absent).await, Refusal::Missing { .. }));
    group.delete(&aws).await;
    acl.delete(&aws).await;
}
