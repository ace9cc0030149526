//! Rules on the default bus, and their targets.

use serde_json::{Value, json};
use switchboard_emulator::Refusal;

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refusal, refused_by};

const RULE: &str = "aws:cloudwatch/eventRule:EventRule";
const TARGET: &str = "aws:cloudwatch/eventTarget:EventTarget";
const TOPIC: &str = "arn:aws:sns:us-east-2:000000000000:info";

fn rule(name: &str) -> Value {
    let detail = json!({"name": [{"prefix": "/sb/dev/"}]});
    let pattern = json!({"source": ["aws.ssm"], "detail-type": ["Parameter Store Change"], "detail": detail});
    json!({"name": name, "eventPattern": serde_json::to_string_pretty(&pattern).unwrap()})
}

#[tokio::test]
async fn rules() {
    let aws = clients();
    let mut inputs = rule("life-switches");
    inputs["description"] = json!("switches");
    inputs["state"] = json!("ENABLED");
    inputs["tags"] = json!({"env": "dev", "gone": "x"});
    let mut changed = rule("life-switches");
    changed["state"] = json!("DISABLED");
    changed["tags"] = json!({"env": "prod"});
    let (first, second) = lifecycle(&aws, RULE, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:events:us-east-2:000000000000:rule/life-switches");
    assert!(["description", "eventBusName", "scheduleExpression"].iter().all(|name| !second.contains_key(*name)));
    assert_eq!(refused_by(&aws, RULE, json!({"name": "nothing"})).await, "EVENT-RULE");
    let other_bus = json!({"name": "other", "scheduleExpression": "rate(5 minutes)", "eventBusName": "other"});
    assert!(matches!(refusal(&aws, RULE, other_bus).await, Refusal::Unsupported { .. }));
}

#[tokio::test]
async fn targets() {
    let aws = clients();
    let rule = Resource::create(&aws, RULE, rule("life-targets")).await;
    let inputs = json!({
        "rule": "life-targets", "targetId": "info", "arn": TOPIC,
        "retryPolicy": {"maximumRetryAttempts": 2, "maximumEventAgeInSeconds": 300},
        "deadLetterConfig": {"arn": "arn:aws:sqs:us-east-2:000000000000:async-dlq"},
        "inputTransformer": {"inputPaths": {"name": "$.detail.name"}, "inputTemplate": "\"<name> changed\""},
    });
    let changed = json!({"rule": "life-targets", "targetId": "info", "arn": TOPIC, "input": "{ \"a\": 1 }"});
    let (_, second) = lifecycle(&aws, TARGET, inputs, changed).await;
    assert!(["retryPolicy", "deadLetterConfig", "inputTransformer"].iter().all(|name| !second.contains_key(*name)));

    let unnamed = Resource::create(&aws, TARGET, json!({"rule": "life-targets", "arn": TOPIC})).await;
    assert_eq!(unnamed.id, format!("life-targets-{}", unnamed.output("targetId")));
    let error = kind_of(RULE).delete(&aws, &rule.id, &rule.properties).await.unwrap_err();
    assert!(matches!(error, Refusal::Invalid { rule: "EVENT-RULE", .. }), "{error}");
    unnamed.delete(&aws).await;
    rule.delete(&aws).await;
}
