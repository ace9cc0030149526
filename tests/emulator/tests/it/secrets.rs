//! Secrets Manager and Systems Manager.

use serde_json::json;
use switchboard_emulator::{Properties, Refusal};

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refusal, refused_by};

const SECRET: &str = "aws:secretsmanager/secret:Secret";
const PARAMETER: &str = "aws:ssm/parameter:Parameter";

#[tokio::test]
async fn secrets() {
    let aws = clients();
    let inputs = json!({
        "name": "life/secret", "description": "one", "recoveryWindowInDays": 0, "tags": {"env": "dev", "gone": "x"},
    });
    let changed = json!({"name": "life/secret", "recoveryWindowInDays": 0, "tags": {"env": "prod"}});
    let (first, second) = lifecycle(&aws, SECRET, inputs.clone(), changed).await;
    assert!(
        first["arn"].as_str().unwrap().starts_with("arn:aws:secretsmanager:us-east-2:000000000000:secret:life/secret-")
    );
    assert_eq!(second.get("description"), None);
    // A window of no days leaves the name free at once.
    Resource::create(&aws, SECRET, inputs).await.delete(&aws).await;
}

#[tokio::test]
async fn names_of_deleted_secrets_are_blocked() {
    let aws = clients();
    let inputs = json!({"name": "window/secret", "recoveryWindowInDays": 7});
    let secret = Resource::create(&aws, SECRET, inputs.clone()).await;
    let (id, properties) = (secret.id.clone(), secret.properties.clone());
    secret.delete(&aws).await;
    assert_eq!(kind_of(SECRET).read(&aws, &id, &properties).await.unwrap(), None);
    assert_eq!(refused_by(&aws, SECRET, inputs).await, "SECRET-WINDOW");
}

#[tokio::test]
async fn parameters() {
    let aws = clients();
    let inputs = json!({
        "name": "/life/kill/automation", "type": "String", "insecureValue": "on", "description": "switch",
        "tier": "Standard", "tags": {"env": "dev", "gone": "x"},
    });
    let changed = json!({
        "name": "/life/kill/automation", "type": "String", "insecureValue": "off", "tier": "Standard",
        "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, PARAMETER, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:ssm:us-east-2:000000000000:parameter/life/kill/automation");
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)));
    assert_eq!(second.get("description"), None);
}

#[tokio::test]
async fn a_change_of_tags_leaves_a_live_value_alone() {
    let aws = clients();
    let inputs = json!({"name": "/live/switch", "type": "String", "insecureValue": "on", "tags": {"a": "1"}});
    let parameter = Resource::create(&aws, PARAMETER, inputs).await;
    let call = aws.ssm().put_parameter().name("/live/switch").value("off").overwrite(true);
    call.r#type(aws_sdk_ssm::types::ParameterType::String).send().await.unwrap();
    let now = parameter.read(&aws, &parameter.properties).await;
    assert_eq!(now["insecureValue"], "off");
    let mut wished: Properties = now.clone();
    wished.retain(|name, _| ["name", "type", "insecureValue"].contains(&name.as_str()));
    wished.insert("tags".to_owned(), json!({"a": "2"}));
    kind_of(PARAMETER).update(&aws, &parameter.id, &now, &wished).await.unwrap();
    let after = parameter.read(&aws, &now).await;
    assert_eq!((&after["version"], &after["tags"]), (&json!(2), &json!({"a": "2"})));
    parameter.delete(&aws).await;
}

#[tokio::test]
async fn a_parameter_that_is_there_is_not_taken_over() {
    let aws = clients();
    let inputs = json!({"name": "/taken", "type": "String", "insecureValue": "on"});
    let parameter = Resource::create(&aws, PARAMETER, inputs.clone()).await;
    let refusal = refusal(&aws, PARAMETER, inputs).await;
    assert!(matches!(refusal, Refusal::Exists { .. }), "{refusal}");
    parameter.delete(&aws).await;
}
