//! Topics, their policies and subscriptions.

use serde_json::json;

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refused_by};

const POLICY: &str = "aws:sns/topicPolicy:TopicPolicy";
const SUBSCRIPTION: &str = "aws:sns/topicSubscription:TopicSubscription";
const TOPIC: &str = "aws:sns/topic:Topic";

#[tokio::test]
async fn topics() {
    let aws = clients();
    let inputs = json!({"name": "life-critical", "displayName": "Critical", "tags": {"env": "dev", "gone": "x"}});
    let changed = json!({"name": "life-critical", "tags": {"env": "prod"}});
    let (first, second) = lifecycle(&aws, TOPIC, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:sns:us-east-2:000000000000:life-critical");
    assert_eq!(first["owner"], "000000000000");
    assert!(["displayName", "fifoTopic", "kmsMasterKeyId"].iter().all(|name| !second.contains_key(*name)));
    assert_eq!(refused_by(&aws, TOPIC, json!({"name": "life.fifo"})).await, "SNS-TOPIC-NAME");
    let fifo = json!({"name": "life.fifo", "fifoTopic": true, "contentBasedDeduplication": true});
    Resource::create(&aws, TOPIC, fifo).await.delete(&aws).await;
}

#[tokio::test]
async fn topic_policies() {
    let aws = clients();
    let topic = Resource::create(&aws, TOPIC, json!({"name": "life-policy"})).await;
    let policy = |service: &str| {
        let statement = json!({
            "Effect": "Allow", "Principal": {"Service": service}, "Action": "sns:Publish", "Resource": topic.id,
            "Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}},
        });
        let document = serde_json::to_string_pretty(&json!({"Version": "2012-10-17", "Statement": [statement]}));
        json!({"arn": topic.id, "policy": document.unwrap()})
    };
    let known = json!({"arn": topic.id}).as_object().cloned().unwrap();
    assert_eq!(kind_of(POLICY).read(&aws, &topic.id, &known).await.unwrap(), None, "a new topic has only its default");
    lifecycle(&aws, POLICY, policy("cloudwatch.amazonaws.com"), policy("budgets.amazonaws.com")).await;
    topic.delete(&aws).await;
}

#[tokio::test]
async fn subscriptions() {
    let aws = clients();
    let topic = Resource::create(&aws, TOPIC, json!({"name": "life-subscribed"})).await;
    let queue = "arn:aws:sqs:us-east-2:000000000000:listener";
    let inputs = json!({
        "topic": topic.id, "protocol": "sqs", "endpoint": queue, "rawMessageDelivery": true,
        "filterPolicy": "{ \"kind\": [\"a\"] }",
    });
    let changed = json!({"topic": topic.id, "protocol": "sqs", "endpoint": queue});
    let (first, second) = lifecycle(&aws, SUBSCRIPTION, inputs, changed).await;
    assert!(first["arn"].as_str().unwrap().starts_with(&topic.id));
    assert_eq!(first["pendingConfirmation"], false);
    let gone = ["rawMessageDelivery", "filterPolicy", "filterPolicyScope"];
    assert!(gone.iter().all(|name| !second.contains_key(*name)), "{second:?}");

    let mail = json!({"topic": topic.id, "protocol": "email", "endpoint": "oncall@shop.example"});
    Resource::create(&aws, SUBSCRIPTION, mail).await.delete(&aws).await;
    let web = json!({"topic": topic.id, "protocol": "http", "endpoint": "http://127.0.0.1:9/hook"});
    let web = Resource::create(&aws, SUBSCRIPTION, web).await;
    assert_eq!(web.properties["pendingConfirmation"], true);
    web.delete(&aws).await;
    let nobody = json!({"topic": topic.id, "protocol": "email", "endpoint": "nobody"});
    assert_eq!(refused_by(&aws, SUBSCRIPTION, nobody).await, "SNS-SUBSCRIPTION");
    topic.delete(&aws).await;
}
