//! SQS.

use serde_json::{Value, json};

use crate::emulator::clients;
use crate::lifecycle::{Resource, lifecycle, refused_by};

const QUEUE: &str = "aws:sqs/queue:Queue";

#[tokio::test]
async fn queues() {
    let aws = clients();
    let dead = Resource::create(&aws, QUEUE, json!({"name": "q-dlq.fifo", "fifoQueue": true})).await;
    let redrive = json!({"deadLetterTargetArn": dead.output("arn"), "maxReceiveCount": 4});
    let inputs = json!({
        "name": "q.fifo",
        "fifoQueue": true,
        "contentBasedDeduplication": false,
        "deduplicationScope": "messageGroup",
        "fifoThroughputLimit": "perMessageGroupId",
        "delaySeconds": 5,
        "visibilityTimeoutSeconds": 360,
        "messageRetentionSeconds": 345_600,
        "sqsManagedSseEnabled": true,
        "redrivePolicy": serde_json::to_string_pretty(&redrive).unwrap(),
        "tags": {"env": "dev", "gone": "x"},
    });
    let mut changed = inputs.clone();
    changed["visibilityTimeoutSeconds"] = json!(60);
    changed["delaySeconds"].take();
    changed["tags"] = json!({"env": "prod", "new": "y"});
    let changed = without_nulls(changed);
    let (first, second) = lifecycle(&aws, QUEUE, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:sqs:us-east-2:000000000000:q.fifo");
    assert!(first["url"].as_str().unwrap().ends_with("/000000000000/q.fifo"));
    assert_eq!(second.get("delaySeconds"), None);
    dead.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_a_queue_shows() {
    let aws = clients();
    let queue = Resource::create(&aws, QUEUE, json!({"name": "q-drift"})).await;
    assert_eq!(queue.properties.get("visibilityTimeoutSeconds"), None);
    let name = aws_sdk_sqs::types::QueueAttributeName::VisibilityTimeout;
    aws.sqs().set_queue_attributes().queue_url(&queue.id).attributes(name, "77").send().await.unwrap();
    let now = queue.read(&aws, &queue.properties).await;
    assert_eq!(now["visibilityTimeoutSeconds"], 77);
    queue.delete(&aws).await;
}

#[tokio::test]
async fn attributes_with_a_resource_of_their_own() {
    let aws = clients();
    let queue = Resource::create(&aws, QUEUE, json!({"name": "q-single"})).await;
    let dead = Resource::create(&aws, QUEUE, json!({"name": "q-single-dlq"})).await;
    let policy = |sid: &str| {
        let statement = json!({
            "Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": queue.output("arn"),
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        });
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
        json!({"queueUrl": queue.id, "policy": serde_json::to_string_pretty(&policy).unwrap()})
    };
    lifecycle(&aws, "aws:sqs/queuePolicy:QueuePolicy", policy("tls"), policy("other")).await;

    let allow = |sources: Value| {
        let policy = json!({"redrivePermission": "byQueue", "sourceQueueArns": sources}).to_string();
        json!({"queueUrl": dead.id, "redriveAllowPolicy": policy})
    };
    let (one, two) = (allow(json!([queue.output("arn")])), allow(json!([])));
    lifecycle(&aws, "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", one, two).await;

    let redrive = |count: i64| {
        let policy = json!({"deadLetterTargetArn": dead.output("arn"), "maxReceiveCount": count}).to_string();
        json!({"queueUrl": queue.id, "redrivePolicy": policy})
    };
    lifecycle(&aws, "aws:sqs/redrivePolicy:RedrivePolicy", redrive(3), redrive(5)).await;

    let fifo = json!({"deadLetterTargetArn": format!("{}.fifo", dead.output("arn")), "maxReceiveCount": 3}).to_string();
    let wrong = json!({"queueUrl": queue.id, "redrivePolicy": fifo});
    assert_eq!(refused_by(&aws, "aws:sqs/redrivePolicy:RedrivePolicy", wrong).await, "SQS-DLQ-TYPE");
    queue.delete(&aws).await;
    dead.delete(&aws).await;
}

/// The object without members that are null.
pub(crate) fn without_nulls(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    Value::Object(members.into_iter().filter(|(_, member)| !member.is_null()).collect())
}
