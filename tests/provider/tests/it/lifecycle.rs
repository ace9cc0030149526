//! Create, update and delete, in previews and for good.

use pulumi::value::{Map, Value};
use pulumi::wire::map_from_wire;
use pulumi_proto::ErrorResourceInitFailed;
use serde_json::json;
use tonic::Code;

use crate::harness::{Harness, QUEUE, map, secret, text, unknown};

const FUNCTION: &str = "aws:lambda/function:Function";
const PARAMETER: &str = "aws:ssm/parameter:Parameter";

#[tokio::test]
async fn a_preview_promises_inputs_and_leaves_the_rest_unknown() {
    let harness = Harness::new(&[], json!({})).await;
    let promised = harness.preview(QUEUE, json!({ "name": "q", "policy": unknown() })).await;
    assert_eq!(promised["name"], text("q"));
    assert_eq!(promised["region"], text("us-east-2"));
    for name in ["arn", "url", "policy"] {
        assert_eq!(promised[name], Value::Unknown, "{name}");
    }
    assert!(!promised.contains_key("kmsMasterKeyId"), "an optional output that is no input may be absent");
    assert!(!promised.contains_key("__defaults"));
}

#[tokio::test]
async fn previews_keep_secrets_also_unknown_ones() {
    let harness = Harness::new(&[], json!({})).await;
    let news = json!({ "type": "SecureString", "value": secret(unknown()) });
    let promised = harness.preview(PARAMETER, news).await;
    assert_eq!(promised["value"], Value::Unknown.into_secret());
}

#[tokio::test]
async fn plan_only_changes_nothing() {
    let harness = Harness::new(&[], json!({})).await;
    let inputs = harness.checked(QUEUE, json!({})).await;
    let error = harness.create_with(QUEUE, &inputs, false).await.unwrap_err();
    assert_eq!(error.code(), Code::FailedPrecondition);
    assert!(error.message().contains("plan-only mode and does not create"), "{error}");
    assert!(error.message().contains("STAND_IN_MODE=file"), "{error}");
    assert!(!harness.store_path().exists());
}

#[tokio::test]
async fn plan_only_reads_give_back_what_is_known() {
    let harness = Harness::new(&[], json!({})).await;
    let zone = "aws:route53/zone:Zone";
    let read = harness.read(zone, "Z123", &map(json!({ "name": "example.com" })), &Map::new()).await;
    let state = map_from_wire(read.properties.unwrap());
    assert_eq!(read.id, "Z123");
    assert_eq!((&state["name"], &state["zoneId"]), (&text("example.com"), &text("Z123")));
}

#[tokio::test]
async fn created_resources_have_ids_and_arns_of_the_documented_form() {
    let harness = Harness::file().await;
    let queue = harness.create(QUEUE, json!({ "name": "q" })).await;
    assert_eq!(queue.id, "https://sqs.us-east-2.amazonaws.com/000000000000/q");
    assert_eq!(queue.state["url"], text(&queue.id));
    assert_eq!(queue.state["arn"], text("arn:aws:sqs:us-east-2:000000000000:q"));

    let role = harness.create("aws:iam/role:Role", json!({ "name": "r", "assumeRolePolicy": "{}" })).await;
    assert_eq!(role.state["arn"], text("arn:aws:iam::000000000000:role/r"));

    let api = harness.create("aws:apigatewayv2/api:Api", json!({ "protocolType": "HTTP" })).await;
    assert_eq!(api.state["apiEndpoint"], text(&format!("https://{}.execute-api.us-east-2.amazonaws.com", api.id)));
    let stage = json!({ "apiId": api.id, "name": "$default" });
    let stage = harness.create("aws:apigatewayv2/stage:Stage", stage).await;
    assert_eq!(stage.state["invokeUrl"], text(&format!("https://{}.execute-api.us-east-2.amazonaws.com/", api.id)));

    let elsewhere = json!({ "name": "q", "region": "eu-west-1" });
    let elsewhere = harness.create(QUEUE, elsewhere).await;
    assert_eq!(elsewhere.state["arn"], text("arn:aws:sqs:eu-west-1:000000000000:q"));
}

#[tokio::test]
async fn unknown_inputs_are_refused_outside_a_preview() {
    let harness = Harness::file().await;
    let inputs = harness.checked(QUEUE, json!({ "policy": unknown() })).await;
    let error = harness.create_with(QUEUE, &inputs, false).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert!(error.message().contains("`policy` is unknown"), "{error}");
}

#[tokio::test]
async fn secrets_stay_secret_in_the_state() {
    let harness = Harness::file().await;
    let news = json!({ "name": "/p", "type": "SecureString", "value": secret(json!("hidden")) });
    let created = harness.create(PARAMETER, news).await;
    assert_eq!(created.state["value"], text("hidden").into_secret());

    let variables = json!({ "variables": { "TOKEN": secret(json!("t")), "MODE": "m" } });
    let function = harness.create(FUNCTION, json!({ "name": "f", "role": "r", "environment": variables })).await;
    let expected = map(json!({ "variables": { "TOKEN": secret(json!("t")), "MODE": "m" } }));
    assert_eq!(function.state["environment"], Value::Object(expected));

    let read = harness.read(FUNCTION, &function.id, &function.state, &function.inputs).await;
    assert_eq!(map_from_wire(read.properties.unwrap()), function.state);
    assert_eq!(map_from_wire(read.inputs.unwrap()), function.inputs);
}

#[tokio::test]
async fn updates_keep_computed_outputs_and_drop_what_was_taken_away() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({ "name": "q", "delaySeconds": 5, "policy": "{}" })).await;
    let inputs = harness.checked(QUEUE, json!({ "name": "q", "maxMessageSize": 2048 })).await;
    let updated = harness.update_with(QUEUE, &created, &inputs, false).await.unwrap();
    assert_eq!(updated["arn"], created.state["arn"]);
    assert_eq!(updated["maxMessageSize"], Value::Number(2048.0));
    assert!(!updated.contains_key("delaySeconds"));
    assert_eq!(harness.store()["resources"][QUEUE][&created.id]["properties"]["maxMessageSize"], 2048);
}

#[tokio::test]
async fn published_functions_get_a_version_with_every_change() {
    let harness = Harness::file().await;
    let with = |memory: u32, tag: &str| json!({ "name": "f", "role": "r", "publish": true, "memorySize": memory, "tags": { "t": tag } });
    let mut function = harness.create(FUNCTION, with(128, "a")).await;
    assert_eq!(function.state["version"], text("1"));
    assert_eq!(function.state["qualifiedArn"], text("arn:aws:lambda:us-east-2:000000000000:function:f:1"));

    let bigger = harness.checked(FUNCTION, with(256, "a")).await;
    let preview = harness.update_with(FUNCTION, &function, &bigger, true).await.unwrap();
    assert_eq!((&preview["version"], &preview["arn"]), (&Value::Unknown, &function.state["arn"]));
    function.state = harness.update_with(FUNCTION, &function, &bigger, false).await.unwrap();
    assert_eq!(function.state["version"], text("2"));

    let tagged = harness.checked(FUNCTION, with(256, "b")).await;
    function.state = harness.update_with(FUNCTION, &function, &tagged, false).await.unwrap();
    assert_eq!(function.state["version"], text("2"), "tags make no version");
}

#[tokio::test]
async fn parameters_count_their_versions() {
    let harness = Harness::file().await;
    let created = harness.create(PARAMETER, json!({ "name": "/p", "type": "String", "value": "a" })).await;
    assert_eq!(created.state["version"], Value::Number(1.0));
    let inputs = harness.checked(PARAMETER, json!({ "name": "/p", "type": "String", "value": "b" })).await;
    let updated = harness.update_with(PARAMETER, &created, &inputs, false).await.unwrap();
    assert_eq!(updated["version"], Value::Number(2.0));
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({ "name": "q" })).await;
    let error = harness.create_with(QUEUE, &created.inputs, false).await.unwrap_err();
    assert_eq!(error.code(), Code::AlreadyExists);
    assert!(error.message().contains("exists already"), "{error}");
}

#[tokio::test]
async fn the_same_urn_never_gets_the_same_made_id_twice() {
    let harness = Harness::file().await;
    let first = harness.create("aws:ec2/vpc:Vpc", json!({ "cidrBlock": "10.0.0.0/16" })).await;
    let second = harness.create("aws:ec2/vpc:Vpc", json!({ "cidrBlock": "10.1.0.0/16" })).await;
    assert_ne!(first.id, second.id);
}

#[tokio::test]
async fn deletions_are_repeatable() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({})).await;
    harness.delete(QUEUE, &created).await.unwrap();
    assert_eq!(harness.store()["resources"], json!({}));
    harness.delete(QUEUE, &created).await.unwrap();
}

#[tokio::test]
async fn failures_come_where_the_tag_asks_for_them() {
    let harness = Harness::file().await;
    let tagged = |operation: &str| json!({ "name": operation, "tags": { "stand-in:fail": operation } });

    let inputs = harness.checked(QUEUE, tagged("create")).await;
    harness.create_with(QUEUE, &inputs, true).await.expect("a preview does not fail");
    let error = harness.create_with(QUEUE, &inputs, false).await.unwrap_err();
    assert!(error.message().contains("creation failed"), "{error}");
    assert!(!harness.store_path().exists());

    let created = harness.create(QUEUE, tagged("update")).await;
    let error = harness.update_with(QUEUE, &created, &created.inputs, false).await.unwrap_err();
    assert!(error.message().contains("update failed"), "{error}");

    let created = harness.create(QUEUE, tagged("delete")).await;
    let error = harness.delete(QUEUE, &created).await.unwrap_err();
    assert!(error.message().contains("deletion failed"), "{error}");
    assert!(harness.store()["resources"][QUEUE].get(&created.id).is_some());
}

#[tokio::test]
async fn an_initialization_failure_leaves_the_resource() {
    use prost::Message;

    let harness = Harness::file().await;
    let inputs = harness.checked(QUEUE, json!({ "name": "q", "tags": { "stand-in:fail": "init" } })).await;
    let error = harness.create_with(QUEUE, &inputs, false).await.unwrap_err();

    // google.rpc.Status: the message, then the detail as an Any whose value is the protocol's message.
    #[derive(Clone, PartialEq, Message)]
    struct Details {
        #[prost(message, repeated, tag = "3")]
        details: Vec<prost_types::Any>,
    }
    let details = Details::decode(error.details()).unwrap().details;
    assert_eq!(details[0].type_url, "type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
    let failed = ErrorResourceInitFailed::decode(&*details[0].value).unwrap();
    assert_eq!(failed.id, "https://sqs.us-east-2.amazonaws.com/000000000000/q");
    assert_eq!(map_from_wire(failed.inputs.unwrap()), inputs);
    assert_eq!(failed.reasons.len(), 1);
    assert!(harness.store()["resources"][QUEUE].get(&failed.id).is_some());
}

#[tokio::test]
async fn calls_are_logged_in_order() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({})).await;
    harness.delete(QUEUE, &created).await.unwrap();
    let calls = harness.calls();
    let operations: Vec<(&str, &str)> = calls.iter().map(|(op, name)| (op.as_str(), name.as_str())).collect();
    assert_eq!(operations, [("configure", ""), ("check", "demo"), ("create", "demo"), ("delete", "demo")]);
}

#[tokio::test(start_paused = true)]
async fn latency_delays_changes_and_cancellation_ends_them() {
    use pulumi_proto::resource_provider_server::ResourceProvider;

    let variables = [("STAND_IN_MODE", "file"), ("STAND_IN_LATENCY_MS", "60000")];
    let harness = Harness::new(&variables, json!({})).await;
    let inputs = harness.checked(QUEUE, json!({ "name": "q" })).await;
    let start = tokio::time::Instant::now();
    harness.create_with(QUEUE, &inputs, true).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 0, "a preview does not call the cloud");
    harness.create_with(QUEUE, &inputs, false).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);

    let second = harness.checked(QUEUE, json!({ "name": "r" })).await;
    let cancel = async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        harness.provider.cancel(tonic::Request::new(())).await.unwrap();
    };
    let (result, ()) = tokio::join!(harness.create_with(QUEUE, &second, false), cancel);
    assert_eq!(result.unwrap_err().code(), Code::Cancelled);
    assert_eq!(start.elapsed().as_secs(), 61);
}
