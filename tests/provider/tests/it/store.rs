//! Refresh, import and drift: the file stands for the cloud.

use pulumi::value::{Map, Value};
use pulumi::wire::map_from_wire;
use serde_json::json;

use crate::harness::{Harness, QUEUE, map, text};

#[tokio::test]
async fn a_refresh_without_drift_changes_nothing() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({ "delaySeconds": 5, "tags": { "a": "b" } })).await;
    let read = harness.read(QUEUE, &created.id, &created.state, &created.inputs).await;
    assert_eq!(read.id, created.id);
    assert_eq!(map_from_wire(read.properties.unwrap()), created.state);
    assert_eq!(map_from_wire(read.inputs.unwrap()), created.inputs);
}

#[tokio::test]
async fn drift_comes_through_inputs_and_state() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({ "name": "q", "delaySeconds": 5, "maxMessageSize": 1024 })).await;
    harness.edit_store(|store| {
        let properties = &mut store["resources"][QUEUE][&created.id]["properties"];
        properties["delaySeconds"] = json!(9);
        properties["messageRetentionSeconds"] = json!(60);
        properties["sqsManagedSseEnabled"] = json!(false);
        properties.as_object_mut().unwrap().remove("maxMessageSize");
    });
    let read = harness.read(QUEUE, &created.id, &created.state, &created.inputs).await;
    let (state, inputs) = (map_from_wire(read.properties.unwrap()), map_from_wire(read.inputs.unwrap()));
    assert_eq!(inputs["delaySeconds"], Value::Number(9.0));
    assert_eq!(inputs["messageRetentionSeconds"], Value::Number(60.0), "what somebody added is drift");
    assert!(!inputs.contains_key("maxMessageSize"));
    assert!(!inputs.contains_key("sqsManagedSseEnabled"), "what the cloud computes is none");
    assert_eq!(state["sqsManagedSseEnabled"], Value::Bool(false));

    let diff = harness.diff(QUEUE, &inputs, &created.inputs, &[]).await;
    assert_eq!(diff.diffs, ["delaySeconds", "maxMessageSize", "messageRetentionSeconds"]);
}

#[tokio::test]
async fn a_resource_that_is_gone_has_no_id() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({})).await;
    harness.edit_store(|store| store["resources"] = json!({}));
    let read = harness.read(QUEUE, &created.id, &created.state, &created.inputs).await;
    assert_eq!((read.id.as_str(), read.properties), ("", None));
}

#[tokio::test]
async fn an_import_gives_the_inputs_that_were_set() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({ "name": "q", "delaySeconds": 5 })).await;
    let read = harness.read(QUEUE, &created.id, &Map::new(), &Map::new()).await;
    assert_eq!(map_from_wire(read.properties.unwrap()), created.state);
    let inputs = map_from_wire(read.inputs.unwrap());
    assert_eq!(inputs, created.inputs);
    assert!(harness.diff(QUEUE, &inputs, &created.inputs, &[]).await.diffs.is_empty());
}

#[tokio::test]
async fn an_entry_written_by_hand_can_be_imported() {
    let harness = Harness::file().await;
    let parameter = "aws:ssm/parameter:Parameter";
    harness.edit_store(|store| {
        store["resources"][parameter]["/kill-switch"] = json!({
            "id": "/kill-switch",
            "properties": { "name": "/kill-switch", "type": "String", "value": "off" },
        });
    });
    let read = harness.read(parameter, "/kill-switch", &Map::new(), &Map::new()).await;
    assert_eq!(read.id, "/kill-switch");
    let inputs = map_from_wire(read.inputs.unwrap());
    let names: Vec<&str> = inputs.keys().map(String::as_str).collect();
    assert_eq!(names, ["__defaults", "name", "tagsAll", "type", "value"]);
    let state = map_from_wire(read.properties.unwrap());
    assert_eq!(state["value"], text("off").into_secret(), "the type says that values are secret");
    assert_eq!(state["arn"], text("arn:aws:ssm:us-east-2:000000000000:parameter/kill-switch"), "AWS would know it");
}

#[tokio::test]
async fn resources_with_the_same_id_are_told_apart() {
    let harness = Harness::file().await;
    let stage = "aws:apigatewayv2/stage:Stage";
    let one = harness.create(stage, json!({ "apiId": "one", "name": "$default", "description": "1" })).await;
    let two = harness.create(stage, json!({ "apiId": "two", "name": "$default", "description": "2" })).await;
    assert_eq!((one.id.as_str(), two.id.as_str()), ("$default", "$default"));
    let read = harness.read(stage, &one.id, &one.state, &one.inputs).await;
    assert_eq!(map_from_wire(read.properties.unwrap())["description"], text("1"));
    let imported = harness.read(stage, "two/$default", &Map::new(), &Map::new()).await;
    assert_eq!(imported.id, "$default");
    harness.delete(stage, &one).await.unwrap();
    assert_eq!(harness.read(stage, &two.id, &two.state, &two.inputs).await.id, "$default");
}

#[tokio::test]
async fn an_update_of_what_is_gone_is_an_error() {
    let harness = Harness::file().await;
    let created = harness.create(QUEUE, json!({})).await;
    harness.delete(QUEUE, &created).await.unwrap();
    let error = harness.update_with(QUEUE, &created, &created.inputs, false).await.unwrap_err();
    assert!(error.message().contains("does not exist; run `pulumi refresh`"), "{error}");
}

#[tokio::test]
async fn a_damaged_store_is_not_overwritten() {
    let harness = Harness::file().await;
    std::fs::write(harness.store_path(), "{ nonsense").unwrap();
    let inputs = harness.checked(QUEUE, json!({})).await;
    let error = harness.create_with(QUEUE, &inputs, false).await.unwrap_err();
    assert!(error.message().contains("cannot be read"), "{error}");
    assert_eq!(std::fs::read_to_string(harness.store_path()).unwrap(), "{ nonsense");
}

#[tokio::test]
async fn resources_created_at_once_are_all_kept() {
    let harness = Harness::file().await;
    let mut inputs = Vec::new();
    for number in 0..40 {
        inputs.push(harness.checked(QUEUE, json!({ "name": format!("q{number}") })).await);
    }
    let creations = inputs.iter().map(|inputs| harness.create_with(QUEUE, inputs, false));
    for creation in futures::future::join_all(creations).await {
        creation.unwrap();
    }
    assert_eq!(harness.store()["resources"][QUEUE].as_object().unwrap().len(), 40);
}

#[tokio::test]
async fn the_store_holds_plain_values() {
    let harness = Harness::file().await;
    let news = json!({ "name": "/p", "type": "SecureString", "value": crate::harness::secret(json!("hidden")) });
    harness.create("aws:ssm/parameter:Parameter", news).await;
    let entry = &harness.store()["resources"]["aws:ssm/parameter:Parameter"]["/p"];
    assert_eq!(entry["properties"]["value"], "hidden");
    assert_eq!(map(entry["properties"].clone())["type"], text("SecureString"));
}
