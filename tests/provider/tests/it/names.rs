//! Names for resources that were given none.

use pulumi::value::{Map, Value};
use pulumi::wire::{map_from_wire, map_to_wire};
use pulumi_proto::CheckRequest;
use pulumi_proto::check_request::AutonamingOptions;
use pulumi_proto::check_request::autonaming_options::Mode;
use serde_json::json;

use crate::harness::{Harness, QUEUE, map, text, urn};

async fn named(type_token: &str, property: &str, news: serde_json::Value) -> String {
    let harness = Harness::new(&[], json!({})).await;
    let inputs = harness.checked(type_token, news).await;
    assert_eq!(inputs["__defaults"], Value::Array(vec![text(property)]));
    inputs[property].as_str().unwrap().to_owned()
}

fn is_made(name: &str, prefix: &str, suffix: &str) -> bool {
    let digits = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    digits.is_some_and(|digits| digits.len() == 7 && digits.chars().all(|digit| digit.is_ascii_hexdigit()))
}

#[tokio::test]
async fn names_are_the_program_s_name_and_seven_digits() {
    let name = named(QUEUE, "name", json!({})).await;
    assert!(is_made(&name, "demo-", ""), "{name}");
    assert_eq!(name, named(QUEUE, "name", json!({})).await, "the same seed gives the same name");
}

#[tokio::test]
async fn fifo_names_keep_their_ending() {
    let name = named(QUEUE, "name", json!({ "fifoQueue": true })).await;
    assert!(is_made(&name, "demo-", ".fifo"), "{name}");
    let name = named("aws:sns/topic:Topic", "name", json!({ "fifoTopic": true })).await;
    assert!(is_made(&name, "demo-", ".fifo"), "{name}");
}

#[tokio::test]
async fn types_have_their_own_property_and_form() {
    let name = named("aws:s3/bucket:Bucket", "bucket", json!({})).await;
    assert!(is_made(&name, "demo-", ""), "{name}");
    let name = named("aws:kms/alias:Alias", "name", json!({ "targetKeyId": "k" })).await;
    assert!(is_made(&name, "alias/demo-", ""), "{name}");
    let permission = json!({ "action": "lambda:InvokeFunction", "function": "f", "principal": "sns.amazonaws.com" });
    let name = named("aws:lambda/permission:Permission", "statementId", permission).await;
    assert!(is_made(&name, "demo-", ""), "{name}");
}

#[tokio::test]
async fn given_names_prefixes_and_domains_are_left_alone() {
    let harness = Harness::new(&[], json!({})).await;
    let given = harness.checked(QUEUE, json!({ "name": "q" })).await;
    assert_eq!((&given["name"], &given["__defaults"]), (&text("q"), &Value::Array(vec![])));
    assert!(!harness.checked(QUEUE, json!({ "namePrefix": "q-" })).await.contains_key("name"));
    let (_, failures) = harness.check("aws:route53/record:Record", json!({ "type": "A", "zoneId": "Z" })).await;
    assert_eq!(failures, ["name: required property is missing; set it"]);
}

async fn renamed(olds: Map, seed: &[u8]) -> Value {
    let harness = Harness::new(&[], json!({})).await;
    let request = CheckRequest {
        urn: urn(QUEUE, "demo"),
        olds: Some(map_to_wire(&olds)),
        news: Some(map_to_wire(&Map::new())),
        random_seed: seed.to_vec(),
        ..CheckRequest::default()
    };
    map_from_wire(harness.check_with(request).await.inputs.unwrap())["name"].clone()
}

#[tokio::test]
async fn a_made_name_stays_and_a_given_one_that_was_taken_away_does_not() {
    let made = map(json!({ "name": "demo-1234567", "__defaults": ["name"] }));
    assert_eq!(renamed(made, b"other").await, text("demo-1234567"));
    let given = map(json!({ "name": "mine", "__defaults": [] }));
    let name = renamed(given, b"other").await;
    assert!(is_made(name.as_str().unwrap(), "demo-", ""), "{name:?}");
    assert_ne!(name, renamed(Map::new(), b"another seed").await);
}

#[tokio::test]
async fn a_name_that_is_too_long_is_refused() {
    let harness = Harness::new(&[], json!({})).await;
    let request = CheckRequest {
        urn: urn("aws:iam/role:Role", &"r".repeat(60)),
        news: Some(map_to_wire(&map(json!({ "assumeRolePolicy": "{}" })))),
        ..CheckRequest::default()
    };
    let failures = harness.check_with(request).await.failures;
    assert_eq!(failures[0].property, "name");
    assert!(failures[0].reason.contains("68 characters and 64 are allowed"), "{}", failures[0].reason);
}

#[tokio::test]
async fn the_engine_s_wish_is_followed() {
    let harness = Harness::new(&[], json!({})).await;
    let wish = async |mode: Mode| {
        let request = CheckRequest {
            urn: urn(QUEUE, "demo"),
            news: Some(map_to_wire(&map(json!({ "fifoQueue": true })))),
            autonaming: Some(AutonamingOptions { proposed_name: "shop-demo".into(), mode: mode.into() }),
            ..CheckRequest::default()
        };
        let inputs = map_from_wire(harness.check_with(request).await.inputs.unwrap());
        inputs.get("name").and_then(Value::as_str).map(str::to_owned)
    };
    assert_eq!(wish(Mode::Propose).await.as_deref(), Some("shop-demo.fifo"));
    assert_eq!(wish(Mode::Enforce).await.as_deref(), Some("shop-demo"));
    assert_eq!(wish(Mode::Disable).await, None);
}
