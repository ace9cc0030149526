//! The provider's configuration.

use pulumi::wire::map_to_wire;
use pulumi_proto::resource_provider_server::ResourceProvider;
use pulumi_proto::{CheckRequest, ConfigureRequest, DiffRequest, DiffResponse};
use serde_json::{Value as Json, json};
use tonic::{Code, Request};

use crate::harness::{Harness, map, secret, unknown};

async fn check(variables: &[(&str, &str)], news: Json) -> Vec<String> {
    let harness = Harness::unconfigured(variables);
    let news = map(news);
    let request = CheckRequest { news: Some(map_to_wire(&news)), ..CheckRequest::default() };
    let response = harness.provider.check_config(Request::new(request)).await.unwrap().into_inner();
    if response.failures.is_empty() {
        assert_eq!(response.inputs, Some(map_to_wire(&news)), "inputs are given back as they came");
    }
    let failures = response.failures.into_iter();
    failures.map(|failure| format!("{}: {}", failure.property, failure.reason)).collect()
}

#[tokio::test]
async fn settings_may_come_as_json_text_or_as_values() {
    let as_values = json!({
        "region": "us-east-2", "skipCredentialsValidation": true, "endpoints": [{ "sqs": "http://127.0.0.1:1" }],
        "defaultTags": { "tags": { "a": "b" } }, "accessKey": secret(json!("test")), "version": "7.48.0",
    });
    let as_text = json!({
        "region": "us-east-2", "skipCredentialsValidation": "true", "endpoints": "[{\"sqs\":\"http://127.0.0.1:1\"}]",
        "defaultTags": "{\"tags\":{\"a\":\"b\"}}", "maxRetries": "3",
    });
    assert_eq!(check(&[], as_values).await, Vec::<String>::new());
    assert_eq!(check(&[], as_text).await, Vec::<String>::new());
}

#[tokio::test]
async fn wrong_settings_are_named() {
    let found = check(
        &[],
        json!({ "region": "us-east", "regoin": "x", "maxRetries": "many", "endpoints": [{ "sqs": "127.0.0.1:1", "sqz": "" }] }),
    )
    .await;
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(found[0].starts_with("endpoints[0].sqz: unknown property"), "{found:?}");
    assert!(found[1].starts_with("maxRetries: expected number, or that as JSON"), "{found:?}");
    assert_eq!(found[2], "regoin: the AWS provider knows no such setting; did you mean `region`?");
    assert_eq!(found[3], "region: `us-east` is no region; regions look like `us-east-2`");
    assert_eq!(found[4], "endpoints[0].sqs: `127.0.0.1:1` is no URL; write http://127.0.0.1:4566");
}

#[tokio::test]
async fn a_region_is_needed_and_may_come_from_the_environment() {
    let found = check(&[], json!({})).await;
    assert_eq!(found, ["region: no region is set; run `pulumi config set aws:region us-east-2`, or set AWS_REGION"]);
    assert_eq!(check(&[("AWS_REGION", "us-east-2")], json!({})).await, Vec::<String>::new());
    assert_eq!(check(&[], json!({ "region": unknown() })).await, Vec::<String>::new());
}

#[tokio::test]
async fn it_refuses_to_stand_before_a_real_cloud() {
    let config = |url: &str| map(json!({ "region": "us-east-2", "endpoints": [{ "sqs": url }] }));
    let remote = config("https://sqs.us-east-2.amazonaws.com");
    let error = Harness::unconfigured(&[]).configure(&remote).await.unwrap_err();
    assert_eq!(error.code(), Code::FailedPrecondition);
    assert!(error.message().contains("never talks to AWS"), "{error}");
    assert!(error.message().contains("the endpoint of sqs is https://sqs.us-east-2.amazonaws.com"), "{error}");

    Harness::unconfigured(&[]).configure(&config("http://127.0.0.1:4566")).await.unwrap();
    Harness::unconfigured(&[("STAND_IN_MODE", "plan-only")]).configure(&remote).await.unwrap();
    Harness::unconfigured(&[("STAND_IN_MODE", "file")]).configure(&remote).await.unwrap();
}

#[tokio::test]
async fn unusable_settings_of_the_process_are_reported() {
    let harness = Harness::unconfigured(&[("STAND_IN_MODE", "live")]);
    let error = harness.configure(&map(json!({ "region": "us-east-2" }))).await.unwrap_err();
    assert!(error.message().contains("STAND_IN_MODE=`live` is no mode"), "{error}");
}

#[tokio::test]
async fn nothing_works_before_the_configuration() {
    let harness = Harness::unconfigured(&[]);
    let request = CheckRequest { urn: crate::harness::urn(crate::harness::QUEUE, "q"), ..CheckRequest::default() };
    let error = harness.provider.check(Request::new(request)).await.unwrap_err();
    assert_eq!(error.code(), Code::FailedPrecondition);
}

async fn diff(olds: Json, news: Json) -> DiffResponse {
    let request = DiffRequest {
        old_inputs: Some(map_to_wire(&map(olds))),
        news: Some(map_to_wire(&map(news))),
        ..DiffRequest::default()
    };
    let harness = Harness::unconfigured(&[]);
    harness.provider.diff_config(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn only_another_region_replaces_the_provider() {
    let response = diff(json!({ "region": "us-east-2" }), json!({ "region": "us-west-2", "profile": "x" })).await;
    assert_eq!(
        (response.replaces, response.diffs),
        (vec!["region".to_owned()], vec!["profile".into(), "region".into()])
    );
    let response = diff(json!({ "region": "a", "accessKey": "1" }), json!({ "region": "a", "accessKey": "2" })).await;
    assert!(response.replaces.is_empty());
    assert_eq!(response.diffs, ["accessKey"]);
}

#[tokio::test]
async fn what_the_provider_can_do_is_said() {
    let harness = Harness::unconfigured(&[]);
    let args = Some(map_to_wire(&map(json!({ "region": "us-east-2" }))));
    let request = ConfigureRequest { args, ..ConfigureRequest::default() };
    let response = harness.provider.configure(Request::new(request)).await.unwrap().into_inner();
    assert!(response.supports_preview && response.accept_secrets && response.accept_resources);
    assert!(response.accept_outputs && response.supports_autonaming_configuration);
}

#[tokio::test]
async fn an_engine_that_marks_secrets_itself_gets_none() {
    let harness = Harness::unconfigured(&[]);
    let args = Some(map_to_wire(&map(json!({ "region": "us-east-2" }))));
    let request = ConfigureRequest { args, accept_secrets: false, ..ConfigureRequest::default() };
    harness.provider.configure(Request::new(request)).await.unwrap();
    let promised = harness.preview("aws:ssm/parameter:Parameter", json!({ "type": "String", "value": "v" })).await;
    assert_eq!(promised["value"], crate::harness::text("v"));
}
