//! Inputs that are right and inputs that are not.

use pulumi::value::Value;
use serde_json::json;

use crate::harness::{Harness, QUEUE, map, secret, text, unknown};

const FUNCTION: &str = "aws:lambda/function:Function";
const ROLE: &str = "aws:iam/role:Role";

async fn failures(type_token: &str, news: serde_json::Value) -> Vec<String> {
    let harness = Harness::new(&[], json!({})).await;
    harness.check(type_token, news).await.1
}

#[tokio::test]
async fn a_misspelt_property_gets_a_suggestion() {
    let found = failures(QUEUE, json!({ "visibilityTimeoutSecond": 30, "fifo_queue": true })).await;
    assert_eq!(
        found,
        [
            "fifo_queue: unknown property; did you mean `fifoQueue`?",
            "visibilityTimeoutSecond: unknown property; did you mean `visibilityTimeoutSeconds`?"
        ]
    );
}

#[tokio::test]
async fn an_unlike_property_gets_the_list_of_known_ones() {
    let found = failures("aws:sqs/queuePolicy:QueuePolicy", json!({ "queueUrl": "u", "policy": "{}", "zzz": 1 })).await;
    assert_eq!(found, ["zzz: unknown property; known are `policy`, `queueUrl`, `region`"]);
}

#[tokio::test]
async fn a_missing_required_property_is_named() {
    let found = failures(FUNCTION, json!({ "handler": "bootstrap" })).await;
    assert_eq!(found, ["role: required property is missing; set it"]);
}

#[tokio::test]
async fn null_is_no_value() {
    let found = failures(FUNCTION, json!({ "role": null, "handler": null })).await;
    assert_eq!(found, ["role: required property is missing; set it"]);
}

#[tokio::test]
async fn a_wrong_type_is_named_with_both_types() {
    let found = failures(QUEUE, json!({ "fifoQueue": "true", "delaySeconds": "5", "name": 3, "tags": ["a"] })).await;
    assert_eq!(
        found,
        [
            "delaySeconds: expected number, got string",
            "fifoQueue: expected boolean, got string",
            "name: expected string, got number",
            "tags: expected map of string, got list"
        ]
    );
}

#[tokio::test]
async fn nested_failures_have_the_whole_path() {
    let table = json!({
        "attributes": [{ "name": "id", "type": "S" }, { "name": "x", "typ": "S" }],
        "ttl": { "attributeName": 5, "enabled": true },
        "tags": { "a.b": 1 },
    });
    assert_eq!(
        failures("aws:dynamodb/table:Table", table).await,
        [
            "attributes[1].typ: unknown property; did you mean `type`?",
            "attributes[1].type: required property is missing; set it",
            "tags[\"a.b\"]: expected string, got number",
            "ttl.attributeName: expected string, got number"
        ]
    );
}

#[tokio::test]
async fn closed_enumerations_are_closed_and_open_ones_open() {
    let policy = |version: &str| json!({ "assumeRolePolicy": { "Version": version, "Statement": [{ "Effect": "Allow", "Action": "a" }] } });
    assert_eq!(failures(ROLE, policy("2012-10-17")).await, Vec::<String>::new());
    let found = failures(ROLE, policy("2013-01-01")).await;
    assert_eq!(found, ["assumeRolePolicy.Version: \"2013-01-01\" is not one of \"2008-10-17\", \"2012-10-17\""]);
    let function = json!({ "role": "r", "runtime": "provided.al2099" });
    assert_eq!(failures(FUNCTION, function).await, Vec::<String>::new());
}

#[tokio::test]
async fn one_of_several_types_is_enough() {
    assert_eq!(failures(ROLE, json!({ "assumeRolePolicy": "{}" })).await, Vec::<String>::new());
    let found = failures(ROLE, json!({ "assumeRolePolicy": 5 })).await;
    assert_eq!(found, ["assumeRolePolicy: expected string or object, got number"]);
}

#[tokio::test]
async fn archives_are_not_texts() {
    let found = failures(FUNCTION, json!({ "role": "r", "code": "bootstrap.zip" })).await;
    assert_eq!(found, ["code: expected archive, got string"]);
}

#[tokio::test]
async fn unknown_values_fit_everywhere_and_stay() {
    let harness = Harness::new(&[], json!({})).await;
    let news = json!({
        "name": "f",
        "role": unknown(),
        "code": unknown(),
        "environment": { "variables": { "QUEUE": unknown() } },
        "layers": [unknown()],
    });
    let inputs = harness.checked(FUNCTION, news.clone()).await;
    for (name, value) in map(news) {
        assert_eq!(inputs[&name], value, "{name}");
    }
}

#[tokio::test]
async fn secrets_are_looked_through_and_stay() {
    let harness = Harness::new(&[], json!({})).await;
    let news = json!({ "type": "SecureString", "value": secret(json!("hidden")), "tags": { "t": secret(json!("x")) } });
    let inputs = harness.checked("aws:ssm/parameter:Parameter", news).await;
    assert_eq!(inputs["value"], text("hidden").into_secret());
    assert_eq!(inputs["tagsAll"], Value::Object([("t".into(), text("x").into_secret())].into()));

    let wrong = json!({ "type": "String", "value": secret(json!(5)) });
    let (_, found) = harness.check("aws:ssm/parameter:Parameter", wrong).await;
    assert_eq!(found, ["value: expected string, got number"]);
}

#[tokio::test]
async fn default_tags_are_merged_into_all_tags_only() {
    let config = json!({ "defaultTags": { "tags": { "owner": "platform", "env": "dev" } } });
    let harness = Harness::new(&[], config).await;
    let inputs = harness.checked(QUEUE, json!({ "tags": { "env": "test" } })).await;
    assert_eq!(inputs["tags"], Value::Object(map(json!({ "env": "test" }))));
    assert_eq!(inputs["tagsAll"], Value::Object(map(json!({ "env": "test", "owner": "platform" }))));
    let policy = json!({ "queueUrl": "u", "policy": "{}" });
    assert!(!harness.checked("aws:sqs/queuePolicy:QueuePolicy", policy).await.contains_key("tagsAll"));
}

#[tokio::test]
async fn descriptions_are_filled_in_where_the_real_provider_does() {
    let harness = Harness::new(&[], json!({})).await;
    let inputs = harness.checked("aws:ec2/securityGroup:SecurityGroup", json!({ "name": "web" })).await;
    assert_eq!(inputs["description"], text("Managed by Pulumi"));
    assert_eq!(inputs["__defaults"], Value::Array(vec![text("description")]));
}

#[tokio::test]
async fn an_unknown_type_is_refused_with_the_way_to_add_it() {
    use pulumi_proto::CheckRequest;
    use pulumi_proto::resource_provider_server::ResourceProvider;

    let harness = Harness::new(&[], json!({})).await;
    let request =
        CheckRequest { urn: crate::harness::urn("aws:rds/instance:Instance", "db"), ..CheckRequest::default() };
    let error = harness.provider.check(tonic::Request::new(request)).await.unwrap_err();
    assert!(error.message().contains("aws:rds/instance:Instance"), "{error}");
    assert!(error.message().contains("infra/aws/schema/types.txt"), "{error}");
}
