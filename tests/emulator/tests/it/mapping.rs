//! Queues as sources of functions.

use serde_json::{Value, json};

use crate::emulator::clients;
use crate::iam::allow;
use crate::lambda::{ALIAS, FUNCTION, function, package, role};
use crate::lifecycle::{Resource, lifecycle, refused_by};

const MAPPING: &str = "aws:lambda/eventSourceMapping:EventSourceMapping";
const QUEUE: &str = "aws:sqs/queue:Queue";

fn mapping(queue: &Resource, alias: &Resource) -> Value {
    json!({
        "eventSourceArn": queue.output("arn"),
        "functionName": alias.output("arn"),
        "enabled": false,
        "batchSize": 5,
        "functionResponseTypes": ["ReportBatchItemFailures"],
        "scalingConfig": {"maximumConcurrency": 5},
        "metricsConfig": {"metrics": ["EventCount"]},
        "tags": {"env": "dev", "gone": "x"},
    })
}

#[tokio::test]
async fn mappings() {
    let aws = clients();
    let folder = tempfile::tempdir().unwrap();
    let role = role(&aws, "mapped-function").await;
    let inputs = function("mapped-function", role.output("arn"), &package(folder.path(), "one"));
    let resource = Resource::create(&aws, FUNCTION, inputs).await;
    let alias = json!({"name": "live", "functionName": "mapped-function", "functionVersion": "1"});
    let alias = Resource::create(&aws, ALIAS, alias).await;
    let queue =
        |name: &str, seconds: i64| json!({"name": name, "fifoQueue": true, "visibilityTimeoutSeconds": seconds});
    let slow = Resource::create(&aws, QUEUE, queue("mapped.fifo", 360)).await;
    let fast = Resource::create(&aws, QUEUE, queue("mapped-fast.fifo", 30)).await;

    assert_eq!(refused_by(&aws, MAPPING, mapping(&slow, &alias)).await, "ESM-ROLE");
    let actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    let policy = json!({"name": "queue", "role": role.id, "policy": allow(&actions)});
    let policy = Resource::create(&aws, "aws:iam/rolePolicy:RolePolicy", policy).await;
    assert_eq!(refused_by(&aws, MAPPING, mapping(&fast, &alias)).await, "ESM-VISIBILITY-6X");

    let mut changed = mapping(&slow, &alias);
    let members = changed.as_object_mut().unwrap();
    for name in ["scalingConfig", "functionResponseTypes", "metricsConfig", "batchSize"] {
        members.remove(name);
    }
    members.insert("enabled".to_owned(), json!(true));
    members.insert("tags".to_owned(), json!({"env": "prod"}));
    let (first, last) = lifecycle(&aws, MAPPING, mapping(&slow, &alias), changed).await;
    assert_eq!(first["functionArn"], alias.output("arn"));
    assert_eq!((&first["state"], &last["state"]), (&json!("Disabled"), &json!("Enabled")));
    assert!(first["arn"].as_str().unwrap().contains(":event-source-mapping:"));
    for name in ["scalingConfig", "functionResponseTypes", "metricsConfig", "batchSize"] {
        assert_eq!(last.get(name), None, "{name}");
    }
    for resource in [policy, slow, fast, alias, resource, role] {
        resource.delete(&aws).await;
    }
}
