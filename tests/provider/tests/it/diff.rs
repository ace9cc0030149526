//! Changes and what they cost.

use pulumi::value::Map;
use pulumi_proto::DiffResponse;
use pulumi_proto::diff_response::DiffChanges;
use pulumi_proto::property_diff::Kind;
use serde_json::{Value as Json, json};

use crate::harness::{Harness, QUEUE, map, secret, unknown};

const FUNCTION: &str = "aws:lambda/function:Function";
const PARAMETER: &str = "aws:ssm/parameter:Parameter";

async fn diff(type_token: &str, olds: Json, news: Json) -> DiffResponse {
    let harness = Harness::new(&[], json!({})).await;
    harness.diff(type_token, &map(olds), &map(news), &[]).await
}

fn kinds(response: &DiffResponse) -> Vec<(String, Kind)> {
    let mut kinds: Vec<(String, Kind)> =
        response.detailed_diff.iter().map(|(path, change)| (path.clone(), change.kind())).collect();
    kinds.sort();
    assert!(response.has_detailed_diff);
    assert_eq!(kinds.is_empty(), response.changes() == DiffChanges::DiffNone);
    kinds
}

fn expected<const N: usize>(kinds: [(&str, Kind); N]) -> Vec<(String, Kind)> {
    kinds.into_iter().map(|(path, kind)| (path.to_owned(), kind)).collect()
}

#[tokio::test]
async fn leaves_are_added_deleted_and_updated() {
    let olds = json!({
        "delaySeconds": 1, "maxMessageSize": 2, "tags": { "a": "1", "b.c": "2" }, "__defaults": ["name"],
    });
    let news = json!({ "delaySeconds": 5, "policy": "{}", "tags": { "a": "1", "b.c": "3" }, "__defaults": [] });
    let response = diff(QUEUE, olds, news).await;
    assert_eq!(
        kinds(&response),
        expected([
            ("delaySeconds", Kind::Update),
            ("maxMessageSize", Kind::Delete),
            ("policy", Kind::Add),
            ("tags[\"b.c\"]", Kind::Update)
        ])
    );
    assert_eq!(response.diffs, ["delaySeconds", "maxMessageSize", "policy", "tags"]);
    assert!(response.replaces.is_empty() && !response.delete_before_replace);
}

#[tokio::test]
async fn lists_differ_by_element() {
    let olds = json!({ "layers": ["a", "b"], "environment": { "variables": { "A": "1" } } });
    let news = json!({ "layers": ["a", "c", "d"], "environment": { "variables": { "A": "1" } } });
    let response = diff(FUNCTION, olds, news).await;
    assert_eq!(kinds(&response), expected([("layers[1]", Kind::Update), ("layers[2]", Kind::Add)]));
}

#[tokio::test]
async fn some_changes_replace() {
    let response = diff(QUEUE, json!({ "name": "a" }), json!({ "name": "b", "fifoQueue": true })).await;
    assert_eq!(kinds(&response), expected([("fifoQueue", Kind::AddReplace), ("name", Kind::UpdateReplace)]));
    assert_eq!(response.replaces, ["fifoQueue", "name"]);

    let table = "aws:dynamodb/table:Table";
    let response = diff(table, json!({ "hashKey": "a", "rangeKey": "r" }), json!({ "hashKey": "a" })).await;
    assert_eq!(kinds(&response), expected([("rangeKey", Kind::DeleteReplace)]));

    let response = diff("aws:ec2/vpc:Vpc", json!({ "region": "us-east-2" }), json!({ "region": "us-west-2" })).await;
    assert_eq!(response.replaces, ["region"]);
}

#[tokio::test]
async fn a_step_can_replace_alone() {
    let tier = |name: &str| json!({ "tier": name });
    let response = diff(PARAMETER, tier("Advanced"), tier("Standard")).await;
    assert_eq!(kinds(&response), expected([("tier", Kind::UpdateReplace)]));
    let response = diff(PARAMETER, tier("Standard"), tier("Advanced")).await;
    assert_eq!(kinds(&response), expected([("tier", Kind::Update)]));
}

#[tokio::test]
async fn nested_properties_can_replace_alone() {
    let service = "aws:ecs/service:Service";
    let of = |kind: &str| json!({ "deploymentController": { "type": kind } });
    let response = diff(service, of("ECS"), of("EXTERNAL")).await;
    assert_eq!(kinds(&response), expected([("deploymentController.type", Kind::UpdateReplace)]));
    assert_eq!(response.replaces, ["deploymentController"]);
}

#[tokio::test]
async fn a_given_name_that_stays_is_freed_first() {
    let with =
        |name: &str, fifo: bool, filled: &[&str]| json!({ "name": name, "fifoQueue": fifo, "__defaults": filled });
    let given = diff(QUEUE, with("a", false, &[]), with("a", true, &[])).await;
    assert!(given.delete_before_replace);
    let changed = diff(QUEUE, with("a", false, &[]), with("b", true, &[])).await;
    assert!(!changed.delete_before_replace);
    let made = diff(QUEUE, with("a", false, &["name"]), with("a", true, &["name"])).await;
    assert!(!made.delete_before_replace);
    let attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    let single = diff(attachment, json!({ "role": "a" }), json!({ "role": "b" })).await;
    assert!(single.delete_before_replace);
}

#[tokio::test]
async fn archives_are_compared_by_their_hash() {
    let archive = |path: &str, hash: &str| {
        json!({ "code": {
            "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "path": path, "hash": hash
        } })
    };
    assert!(kinds(&diff(FUNCTION, archive("a.zip", "01"), archive("b.zip", "01")).await).is_empty());
    let response = diff(FUNCTION, archive("a.zip", "01"), archive("a.zip", "02")).await;
    assert_eq!(kinds(&response), expected([("code", Kind::Update)]));
}

#[tokio::test]
async fn documents_are_compared_by_their_meaning() {
    let olds = json!({ "policy": "{\"a\":1,\"b\":[2]}" });
    assert!(kinds(&diff(QUEUE, olds.clone(), json!({ "policy": "{ \"b\": [2], \"a\": 1 }" })).await).is_empty());
    let response = diff(QUEUE, olds, json!({ "policy": "{\"a\":1,\"b\":[3]}" })).await;
    assert_eq!(kinds(&response), expected([("policy", Kind::Update)]));
}

#[tokio::test]
async fn unknown_values_may_change_and_secrecy_does_not_count() {
    let response = diff(QUEUE, json!({ "name": "a" }), json!({ "name": unknown() })).await;
    assert_eq!(kinds(&response), expected([("name", Kind::UpdateReplace)]));
    let response = diff(QUEUE, json!({ "policy": "p" }), json!({ "policy": secret(json!("p")) })).await;
    assert!(kinds(&response).is_empty());
    let response = diff(QUEUE, json!({ "policy": secret(json!("p")) }), json!({ "policy": secret(json!("q")) })).await;
    assert_eq!(kinds(&response), expected([("policy", Kind::Update)]));
}

#[tokio::test]
async fn null_and_absent_are_the_same() {
    assert!(kinds(&diff(QUEUE, json!({ "policy": null }), json!({})).await).is_empty());
}

#[tokio::test]
async fn ignored_changes_do_not_count() {
    let harness = Harness::new(&[], json!({})).await;
    let olds = map(json!({ "name": "a", "delaySeconds": 1, "tags": { "a.b": "1", "c": "1" } }));
    let news = map(json!({ "name": "b", "delaySeconds": 2, "tags": { "a.b": "2", "c": "2" } }));
    let response = harness.diff(QUEUE, &olds, &news, &["name", "tags[\"a.b\"]"]).await;
    assert_eq!(kinds(&response), expected([("delaySeconds", Kind::Update), ("tags.c", Kind::Update)]));
    assert!(response.replaces.is_empty());
    let response = harness.diff(QUEUE, &olds, &news, &["name", "tags[*]", "delaySeconds"]).await;
    assert!(kinds(&response).is_empty());
}

#[tokio::test]
async fn an_engine_that_sends_the_state_only_is_served() {
    use pulumi_proto::DiffRequest;
    use pulumi_proto::resource_provider_server::ResourceProvider;

    let harness = Harness::new(&[], json!({})).await;
    let wire = |map: &Map| Some(pulumi::wire::map_to_wire(map));
    let request = DiffRequest {
        urn: crate::harness::urn(QUEUE, "demo"),
        olds: wire(&map(json!({ "name": "a", "arn": "arn:x", "url": "u" }))),
        news: wire(&map(json!({ "name": "a", "delaySeconds": 1 }))),
        ..DiffRequest::default()
    };
    let response = harness.provider.diff(tonic::Request::new(request)).await.unwrap().into_inner();
    assert_eq!(kinds(&response), expected([("delaySeconds", Kind::Add)]));
}
