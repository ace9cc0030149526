use pulumi::ResourceOptions;
use serde_json::json;
use switchboard_domain::Environment::{Dev, Prod};
use switchboard_telemetry::{Dimension, Metric};

use super::{after, alarms, built, document, inputs, one, refused};
use crate::{FifoQueueArgs, FifoQueueWithDlq, StandardQueue};

const QUEUE: &str = "aws:sqs/queue:Queue";

async fn events(environment: switchboard_domain::Environment) -> pulumi::mock::Graph {
    built(environment, |ctx, alarms| {
        let made = FifoQueueWithDlq::new(ctx, alarms, "events", FifoQueueArgs::default(), ResourceOptions::new())?;
        assert_eq!(made.queue_name(), made.queue_arn().rsplit(':').next().unwrap());
        assert_eq!(made.dlq_arn().rsplit(':').next(), Some(made.dlq_name()));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_fifo_queue_makes_its_own_dead_letter_queue() {
    let graph = events(Dev).await;
    let queue = one(&graph, QUEUE, "events");
    let redrive =
        r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-2:123456789012:rp-dev-events-dlq.fifo","maxReceiveCount":5}"#;
    let expected = json!({
        "name": "rp-dev-events.fifo", "fifoQueue": true, "contentBasedDeduplication": false,
        "deduplicationScope": "messageGroup", "fifoThroughputLimit": "perMessageGroupId", "sqsManagedSseEnabled": true,
        "delaySeconds": 5, "visibilityTimeoutSeconds": 360, "messageRetentionSeconds": 345_600, "redrivePolicy": redrive,
    });
    assert_eq!(inputs(queue), expected);
    assert_eq!(after(queue), ["Queue events-dlq"]);
    assert_eq!(queue.options.protect, None);

    let dlq = one(&graph, QUEUE, "events-dlq");
    let expected = json!({
        "name": "rp-dev-events-dlq.fifo", "fifoQueue": true, "contentBasedDeduplication": false,
        "deduplicationScope": "messageGroup", "fifoThroughputLimit": "perMessageGroupId", "sqsManagedSseEnabled": true,
        "messageRetentionSeconds": 1_209_600,
    });
    assert_eq!(inputs(dlq), expected);
    let allow = one(&graph, "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "events-dlq");
    assert_eq!(inputs(allow)["queueUrl"], json!("https://sqs.example/rp-dev-events-dlq.fifo"));
    let source = "arn:aws:sqs:us-east-2:123456789012:rp-dev-events.fifo";
    assert_eq!(
        document(allow, "redriveAllowPolicy"),
        json!({ "redrivePermission": "byQueue", "sourceQueueArns": [source] })
    );
}

#[tokio::test]
async fn nothing_is_allowed_without_tls_and_each_queue_has_one_policy() {
    let graph = events(Dev).await;
    for (name, physical) in [("events", "rp-dev-events.fifo"), ("events-dlq", "rp-dev-events-dlq.fifo")] {
        let policy = one(&graph, "aws:sqs/queuePolicy:QueuePolicy", name);
        assert_eq!(inputs(policy)["queueUrl"], json!(format!("https://sqs.example/{physical}")));
        let deny = json!([{
            "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "sqs:*",
            "Resource": format!("arn:aws:sqs:us-east-2:123456789012:{physical}"),
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }]);
        assert_eq!(document(policy, "policy")["Statement"], deny);
    }
}

#[tokio::test]
async fn age_and_dead_letters_alarm() {
    let graph = events(Prod).await;
    let queue = r#"{"QueueName":"rp-prod-events.fifo"}"#;
    let dlq = r#"{"QueueName":"rp-prod-events-dlq.fifo"}"#;
    let age = format!("m1=AWS/SQS ApproximateAgeOfOldestMessage {queue} Maximum 60");
    let waiting = format!("m2=AWS/SQS ApproximateNumberOfMessagesVisible {queue} Maximum 60");
    let accepted = r#"m2=rp/prod ingress.accepted {"class":"interactive","env":"prod"} Sum 60"#;
    let dead = format!("AWS/SQS ApproximateNumberOfMessagesVisible {dlq} Maximum 60 1/1");
    let late = "IF(m1>120 AND m2>=20,1,0)";
    let stuck = "IF(m1>1000 OR (m1>300 AND m2>=50),1,0)";
    let expected = [
        format!("q1-events-warn: IF(FILL(m2,0)>0,m1,0); {age}; {accepted} 3/3 GreaterThan 30 -> warn, R005"),
        format!("q2-events-critical: {stuck}; {age}; {waiting} 5/5 GreaterThan 0 -> critical, R005"),
        format!("q2-events-warn: {late}; {age}; {waiting} 5/5 GreaterThan 0 -> warn, R005"),
        format!("q3-events-dlq-critical: {dead} GreaterThan= 5 -> critical, R005"),
        format!("q3-events-dlq-warn: {dead} GreaterThan= 1 -> warn, R005"),
    ];
    assert_eq!(alarms(&graph, "FifoQueueWithDlq::events"), expected);
    assert!(Metric::IngressAccepted.definition().sets.contains(&[Dimension::Class].as_slice()), "not published so");
    for name in ["events", "events-dlq"] {
        assert_eq!(one(&graph, QUEUE, name).options.protect, Some(true), "{name}");
    }
}

#[tokio::test]
async fn a_standard_queue_takes_failed_work() {
    let graph = built(Dev, |ctx, alarms| {
        let queue = StandardQueue::new(ctx, alarms, "async-dlq", ResourceOptions::new())?;
        assert_eq!((queue.queue_name(), queue.queue_arn().ends_with(":rp-dev-async-dlq")), ("rp-dev-async-dlq", true));
        ctx.export("arn", queue.arn());
        Ok(())
    })
    .await;
    let expected =
        json!({ "name": "rp-dev-async-dlq", "messageRetentionSeconds": 1_209_600, "sqsManagedSseEnabled": true });
    assert_eq!(inputs(one(&graph, QUEUE, "async-dlq")), expected);
    let policy = document(one(&graph, "aws:sqs/queuePolicy:QueuePolicy", "async-dlq"), "policy");
    assert_eq!(policy["Statement"][0]["Effect"], json!("Deny"));
    assert_eq!(alarms(&graph, "StandardQueue::async-dlq").len(), 2);
    let arn = pulumi::Value::String("arn:aws:sqs:us-east-2:123456789012:rp-dev-async-dlq".to_owned());
    assert_eq!(graph.outputs["arn"], arn);
}

#[tokio::test]
async fn what_sqs_would_refuse_or_misuse_is_refused() {
    let defaults = FifoQueueArgs::default();
    let cases = [
        ("events", FifoQueueArgs { consumer_timeout_s: 0, ..defaults }, "consumer_timeout_s is 0"),
        ("events", FifoQueueArgs { consumer_timeout_s: 7_201, ..defaults }, "consumer_timeout_s is 7201"),
        ("events", FifoQueueArgs { delay_s: 901, ..defaults }, "delay_s is 901"),
        ("events", FifoQueueArgs { max_receives: 1, ..defaults }, "max_receives is 1, but must be from 2 to 1000"),
        ("events", FifoQueueArgs { max_receives: 1_001, ..defaults }, "max_receives is 1001"),
        ("events.fifo", defaults, "FifoQueueWithDlq events.fifo: name must hold lower-case letters"),
        ("events-of-all-tickets-of-the-whole-shop-and-of-every-channel-there-is", defaults, "AWS takes 80"),
    ];
    for (name, args, reason) in cases {
        let error = refused(Dev, move |ctx, alarms| {
            FifoQueueWithDlq::new(ctx, alarms, name, args, ResourceOptions::new()).map(drop)
        })
        .await;
        assert!(error.contains(reason), "{error}");
    }
    let error = refused(Dev, |ctx, alarms| StandardQueue::new(ctx, alarms, "", ResourceOptions::new()).map(drop)).await;
    assert!(error.contains("StandardQueue : name"), "{error}");
}
