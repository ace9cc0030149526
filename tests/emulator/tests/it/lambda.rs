//! Functions and what hangs on them.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use switchboard_emulator::Clients;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::emulator::{ACCOUNT, REGION, clients};
use crate::iam::trust;
use crate::lifecycle::{Resource, lifecycle, refused_by};
use crate::queues::without_nulls;

pub(crate) const FUNCTION: &str = "aws:lambda/function:Function";
pub(crate) const ALIAS: &str = "aws:lambda/alias:Alias";

/// The engine's mark of an archive.
const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";
/// The key of the mark.
const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

/// A package with a script, in a file of its own.
pub(crate) fn package(folder: &Path, script: &str) -> PathBuf {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755)).unwrap();
    writer.write_all(format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
    let path = folder.join(format!("{script}.zip"));
    std::fs::write(&path, writer.finish().unwrap().into_inner()).unwrap();
    path
}

/// An archive as the engine sends it.
pub(crate) fn archive(path: &Path) -> Value {
    json!({SIGNATURE: ARCHIVE, "path": path, "hash": format!("{:x}", path.to_string_lossy().len())})
}

/// Inputs of a function.
pub(crate) fn function(name: &str, role: &str, package: &Path) -> Value {
    json!({
        "name": name,
        "role": role,
        "runtime": "provided.al2023",
        "handler": "bootstrap",
        "architectures": ["x86_64"],
        "code": archive(package),
        "publish": true,
        "timeout": 60,
    })
}

/// A role for functions.
pub(crate) async fn role(aws: &Clients, name: &str) -> Resource {
    let role = json!({"name": name, "assumeRolePolicy": trust("lambda.amazonaws.com")});
    Resource::create(aws, "aws:iam/role:Role", role).await
}

#[tokio::test]
async fn functions() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "life-function").await;
    let mut inputs = function("life-function", role.output("arn"), &package(folder.path(), "one"));
    inputs["environment"] = json!({"variables": {"RUST_LOG": "info"}});
    inputs["loggingConfig"] =
        json!({"logFormat": "JSON", "logGroup": "/aws/lambda/life-function", "systemLogLevel": "INFO"});
    inputs["tracingConfig"] = json!({"mode": "Active"});
    inputs["deadLetterConfig"] = json!({"targetArn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:async-dlq")});
    inputs["ephemeralStorage"] = json!({"size": 1024});
    inputs["memorySize"] = json!(512);
    inputs["description"] = json!("d");
    inputs["reservedConcurrentExecutions"] = json!(10);
    inputs["tags"] = json!({"env": "dev", "gone": "x"});
    let mut changed = function("life-function", role.output("arn"), &package(folder.path(), "other"));
    changed["tags"] = json!({"env": "prod"});
    changed["architectures"].take();
    let (first, second) = lifecycle(&aws, FUNCTION, inputs, without_nulls(changed)).await;
    let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:life-function");
    assert_eq!(first["arn"], arn);
    assert_eq!(first["qualifiedArn"], format!("{arn}:1"));
    let invoke = format!("arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations");
    assert_eq!(first["invokeArn"], invoke);
    assert_eq!((&first["version"], &second["version"]), (&json!("1"), &json!("2")));
    assert_ne!(first["codeSha256"], second["codeSha256"]);
    for name in ["environment", "loggingConfig", "tracingConfig", "memorySize", "description", "architectures"] {
        assert_eq!(second.get(name), None, "{name}");
    }
    assert_eq!(second.get("reservedConcurrentExecutions"), None);
    role.delete(&aws).await;
}

#[tokio::test]
async fn only_changes_are_published() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "publish-function").await;
    let inputs = function("publish-function", role.output("arn"), &package(folder.path(), "one"));
    let resource = Resource::create(&aws, FUNCTION, inputs.clone()).await;
    let mut tagged = inputs.clone();
    tagged["tags"] = json!({"a": "1"});
    let resource = resource.update(&aws, tagged).await;
    assert_eq!(resource.properties["version"], "1");
    let mut configured = inputs;
    configured["environment"] = json!({"variables": {"A": "1"}});
    let resource = resource.update(&aws, configured).await;
    assert_eq!(resource.properties["version"], "2");
    resource.delete(&aws).await;
    role.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_a_function_shows() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "drift-function").await;
    let inputs = function("drift-function", role.output("arn"), &package(folder.path(), "one"));
    let resource = Resource::create(&aws, FUNCTION, inputs).await;
    let call = aws.lambda().update_function_configuration().function_name("drift-function").timeout(5).memory_size(256);
    call.send().await.unwrap();
    let now = resource.read(&aws, &resource.properties).await;
    assert_eq!((&now["timeout"], &now["memorySize"]), (&json!(5), &json!(256)));
    resource.delete(&aws).await;
    role.delete(&aws).await;
}

#[tokio::test]
async fn what_hangs_on_a_function() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "hung-function").await;
    let inputs = function("hung-function", role.output("arn"), &package(folder.path(), "one"));
    let resource = Resource::create(&aws, FUNCTION, inputs.clone()).await;
    let mut second = inputs;
    second["timeout"] = json!(30);
    let resource = resource.update(&aws, second).await;
    let alias = |version: &str| json!({"name": "live", "functionName": "hung-function", "functionVersion": version});
    let mut weighted = alias("2");
    weighted["description"] = json!("d");
    weighted["routingConfig"] = json!({"additionalVersionWeights": {"1": 0.25}});
    let (first, last) = lifecycle(&aws, ALIAS, weighted, alias("1")).await;
    let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:hung-function:live");
    assert_eq!(first["arn"], arn);
    assert_eq!(last.get("routingConfig"), None);

    let alias = Resource::create(&aws, ALIAS, alias("2")).await;
    assert_eq!(alias.id, arn);
    let permission = json!({
        "statementId": "edge", "action": "lambda:InvokeFunction", "function": "hung-function", "qualifier": "live",
        "principal": "apigateway.amazonaws.com", "sourceAccount": ACCOUNT,
        "sourceArn": format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:abc/*/*/webhooks/richpanel"),
    });
    lifecycle(&aws, "aws:lambda/permission:Permission", permission.clone(), permission).await;

    let target = json!({"destination": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:async-dlq")});
    let config = json!({
        "functionName": "hung-function", "qualifier": "live", "maximumRetryAttempts": 0,
        "maximumEventAgeInSeconds": 120, "destinationConfig": {"onFailure": target},
    });
    let other = json!({"functionName": "hung-function", "qualifier": "live", "maximumRetryAttempts": 1});
    let token = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    let (_, last) = lifecycle(&aws, token, config, other).await;
    assert_eq!(last.get("destinationConfig"), None);

    let provisioned = |number: i64| {
        let function = "hung-function";
        json!({"functionName": function, "qualifier": "live", "provisionedConcurrentExecutions": number})
    };
    let token = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
    lifecycle(&aws, token, provisioned(1), provisioned(2)).await;
    alias.delete(&aws).await;
    resource.delete(&aws).await;
    role.delete(&aws).await;
}

#[tokio::test]
async fn reservations_leave_a_hundred() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "greedy-function").await;
    let mut inputs = function("greedy-function", role.output("arn"), &package(folder.path(), "one"));
    inputs["reservedConcurrentExecutions"] = json!(901);
    assert_eq!(refused_by(&aws, FUNCTION, inputs).await, "LAMBDA-RESERVED-SUM");
    role.delete(&aws).await;
}
