//! Functions.

use pulumi::value::{Map, Value};
use pulumi::wire::map_from_wire;
use serde_json::{Value as Json, json};
use tonic::Code;

use crate::harness::{Harness, text};

async fn call(harness: &Harness, token: &str, arguments: Json) -> Map {
    let response = harness.invoke(token, arguments).await.unwrap();
    assert!(response.failures.is_empty(), "{:?}", response.failures);
    map_from_wire(response.r#return.unwrap())
}

#[tokio::test]
async fn the_place_is_told() {
    let harness = Harness::new(&[], json!({ "region": "us-gov-west-1" })).await;
    let caller = call(&harness, "aws:index/getCallerIdentity:getCallerIdentity", json!({})).await;
    assert_eq!(caller["accountId"], text("000000000000"));
    let region = call(&harness, "aws:index/getRegion:getRegion", json!({})).await;
    assert_eq!((&region["region"], &region["name"]), (&text("us-gov-west-1"), &text("us-gov-west-1")));
    let partition = call(&harness, "aws:index/getPartition:getPartition", json!({})).await;
    assert_eq!(partition["partition"], text("aws-us-gov"));
    assert_eq!(partition["reverseDnsPrefix"], text("com.amazonaws"));
    let zones =
        call(&harness, "aws:index/getAvailabilityZones:getAvailabilityZones", json!({ "state": "available" })).await;
    assert_eq!(zones["names"], Value::Array(["a", "b", "c"].map(|zone| text(&format!("us-gov-west-1{zone}"))).into()));
    assert_eq!(zones["state"], text("available"));
}

#[tokio::test]
async fn parameters_come_from_the_store_with_a_secret_value() {
    let harness = Harness::file().await;
    let token = "aws:ssm/getParameter:getParameter";
    let error = harness.invoke(token, json!({ "name": "/p" })).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert!(error.message().contains("`/p` does not exist"), "{error}");

    harness.create("aws:ssm/parameter:Parameter", json!({ "name": "/p", "type": "String", "value": "on" })).await;
    let parameter = call(&harness, token, json!({ "name": "/p" })).await;
    assert_eq!(parameter["value"], text("on").into_secret());
    assert_eq!((&parameter["insecureValue"], &parameter["version"]), (&text("on"), &Value::Number(1.0)));
    assert_eq!(parameter["arn"], text("arn:aws:ssm:us-east-2:000000000000:parameter/p"));
}

#[tokio::test]
async fn wrong_arguments_are_failures() {
    let harness = Harness::new(&[], json!({})).await;
    let response = harness.invoke("aws:ssm/getParameter:getParameter", json!({ "nam": "/p" })).await.unwrap();
    let properties: Vec<&str> = response.failures.iter().map(|failure| failure.property.as_str()).collect();
    assert_eq!(properties, ["nam", "name"]);
}

#[tokio::test]
async fn unknown_functions_are_named() {
    let harness = Harness::new(&[], json!({})).await;
    let error = harness.invoke("aws:s3/getBucket:getBucket", json!({})).await.unwrap_err();
    assert!(error.message().contains("aws:s3/getBucket:getBucket; it knows "), "{error}");
}
