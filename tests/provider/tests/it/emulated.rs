//! The provider on a real emulator; see `tests/emulator/tests/it/emulator.rs` for where its program is taken from.

use pulumi::value::Map;
use pulumi::wire::map_from_wire;
use serde_json::{Value as Json, json};
use stand_in::property::to_json;
use tonic::Code;

use crate::emulator::{clients, endpoint};
use crate::harness::{Created, Harness, QUEUE, map, secret, text};

const MODE: (&str, &str) = ("STAND_IN_MODE", "emulator");

async fn harness() -> Harness {
    Harness::new(&[MODE, ("STAND_IN_ENDPOINT", endpoint())], json!({ "defaultTags": { "tags": { "owner": "ops" } } }))
        .await
}

fn plain(properties: &Map) -> Json {
    properties.iter().map(|(name, value)| (name.clone(), to_json(&value.clone().revealed()))).collect()
}

/// Inputs and state as a refresh sees them.
async fn refreshed(harness: &Harness, created: &Created) -> (Map, Map) {
    let response = harness.read(QUEUE, &created.id, &created.state, &created.inputs).await;
    (map_from_wire(response.inputs.unwrap_or_default()), map_from_wire(response.properties.unwrap_or_default()))
}

#[tokio::test]
async fn a_queue_lives_on_the_emulator() {
    let harness = harness().await;
    let wished = json!({
        "name": "provider-life", "visibilityTimeoutSeconds": 60, "tags": { "env": "dev" },
        "policy": secret(json!("{ \"Version\": \"2012-10-17\", \"Statement\": [] }")),
    });
    let mut created = harness.create(QUEUE, wished.clone()).await;
    assert_eq!(created.state["arn"], text("arn:aws:sqs:us-east-2:000000000000:provider-life"));
    assert_eq!(created.state["url"], text(&created.id));
    assert_eq!(plain(&created.state)["tagsAll"], json!({ "env": "dev", "owner": "ops" }));
    clients().sqs().send_message().queue_url(&created.id).message_body("works").send().await.unwrap();

    // Nothing changed: a refresh gives inputs and state back as they are.
    let (inputs, state) = refreshed(&harness, &created).await;
    assert_eq!(inputs, created.inputs);
    assert_eq!(plain(&state), plain(&created.state));

    // Somebody changes an attribute that is set, and one that is not.
    let name = |name: &str| name.parse().unwrap();
    let drift = clients().sqs().set_queue_attributes().queue_url(&created.id);
    let drift = drift.attributes(name("VisibilityTimeout"), "61").attributes(name("DelaySeconds"), "7");
    drift.send().await.unwrap();
    let (inputs, state) = refreshed(&harness, &created).await;
    let mut drifted = plain(&created.inputs);
    drifted["visibilityTimeoutSeconds"] = json!(61);
    drifted["delaySeconds"] = json!(7);
    assert_eq!(plain(&inputs), drifted);

    // The program's wish puts both right.
    let wish = created.inputs.clone();
    (created.inputs, created.state) = (inputs, state);
    created.state = harness.update_with(QUEUE, &created, &wish, false).await.unwrap();
    created.inputs = wish;
    let (inputs, _) = refreshed(&harness, &created).await;
    assert_eq!(inputs, created.inputs);

    harness.delete(QUEUE, &created).await.unwrap();
    let gone = harness.read(QUEUE, &created.id, &created.state, &created.inputs).await;
    assert_eq!(gone.id, "");
}

#[tokio::test]
async fn what_exists_can_be_imported() {
    let harness = harness().await;
    let token = "aws:ssm/parameter:Parameter";
    let created = harness.create(token, json!({ "name": "/import/me", "type": "String", "value": "v" })).await;
    let found = harness.read(token, "/import/me", &Map::new(), &Map::new()).await;
    let inputs = plain(&map_from_wire(found.inputs.unwrap()));
    assert_eq!((&inputs["value"], &inputs["type"]), (&json!("v"), &json!("String")));
    let value = harness.invoke("aws:ssm/getParameter:getParameter", json!({ "name": "/import/me" })).await.unwrap();
    assert_eq!(plain(&map_from_wire(value.r#return.unwrap()))["value"], json!("v"));
    harness.delete(token, &created).await.unwrap();
}

#[tokio::test]
async fn refusals_name_the_type_and_the_rule() {
    let harness = harness().await;
    let create = async |token: &str, inputs: Json| {
        let inputs = harness.checked(token, inputs).await;
        harness.create_with(token, &inputs, false).await.unwrap_err()
    };
    let error = create(QUEUE, json!({ "name": "wrong.fifo" })).await;
    assert_eq!(error.code(), Code::InvalidArgument);
    assert!(error.message().starts_with("aws:sqs/queue:Queue: sqs: InvalidParameterValue"), "{error}");
    assert!(error.message().ends_with("[SQS-FIFO-NAME]"), "{error}");

    let error = create("aws:ec2/vpc:Vpc", json!({ "cidrBlock": "10.0.0.0/16" })).await;
    assert_eq!(error.code(), Code::Unimplemented);
    assert!(error.message().contains("cannot carry out aws:ec2/vpc:Vpc on the emulator"), "{error}");
    assert!(error.message().contains("STAND_IN_MODE=file"), "{error}");
}

#[tokio::test]
async fn the_caller_is_the_emulators() {
    let harness = harness().await;
    let answer = harness.invoke("aws:index/getCallerIdentity:getCallerIdentity", json!({})).await.unwrap();
    let caller = map_from_wire(answer.r#return.unwrap());
    assert_eq!(caller["accountId"], text("000000000000"));
    assert_eq!(caller["arn"], text(&clients().caller().await.unwrap().arn));

    let nobody = Harness::new(&[MODE, ("STAND_IN_ENDPOINT", "http://127.0.0.1:1")], json!({})).await;
    let error = nobody.invoke("aws:index/getCallerIdentity:getCallerIdentity", json!({})).await.unwrap_err();
    assert!(
        error.message().contains("is not answered by the emulator at http://127.0.0.1:1: sts no answer"),
        "{error}"
    );
}

#[tokio::test]
async fn only_one_emulator_of_this_machine_is_taken() {
    let refusal = async |variables: &[(&str, &str)], endpoints: Json| {
        let harness = Harness::unconfigured(variables);
        let config = map(json!({ "region": "us-east-2", "endpoints": [endpoints] }));
        harness.configure(&config).await.unwrap_err().message().to_owned()
    };
    let local = "http://127.0.0.1:1";
    assert!(refusal(&[MODE], json!({})).await.contains("set STAND_IN_ENDPOINT=http://127.0.0.1:4566"));
    let remote = json!({ "sqs": "https://sqs.us-east-2.amazonaws.com" });
    assert!(refusal(&[MODE, ("STAND_IN_ENDPOINT", local)], remote).await.contains("which is not on this machine"));
    let two = json!({ "sqs": local, "sns": "http://127.0.0.1:2" });
    assert!(refusal(&[MODE], two).await.contains("give all the same one"));
    let remote = [MODE, ("STAND_IN_ENDPOINT", "http://192.0.2.1:4566")];
    assert!(refusal(&remote, json!({})).await.contains("is no address of this machine"));

    let harness = Harness::unconfigured(&[MODE]);
    let config = map(json!({ "region": "us-east-2", "endpoints": [{ "sqs": endpoint(), "sns": endpoint() }] }));
    harness.configure(&config).await.unwrap();
    let caller = harness.invoke("aws:index/getCallerIdentity:getCallerIdentity", json!({})).await;
    caller.unwrap();
}
