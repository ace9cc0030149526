//! Log groups, metric filters, resource policies.

use serde_json::json;
use switchboard_emulator::Properties;

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refused_by};

const FILTER: &str = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const GROUP: &str = "aws:cloudwatch/logGroup:LogGroup";
const POLICY: &str = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";

#[tokio::test]
async fn log_groups() {
    let aws = clients();
    let inputs = json!({"name": "/aws/lambda/life", "retentionInDays": 30, "tags": {"env": "dev", "gone": "x"}});
    let changed = json!({"name": "/aws/lambda/life", "tags": {"env": "prod"}});
    let (first, second) = lifecycle(&aws, GROUP, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:logs:us-east-2:000000000000:log-group:/aws/lambda/life");
    assert!(["retentionInDays", "logGroupClass", "kmsKeyId"].iter().all(|name| !second.contains_key(*name)));
    let odd = json!({"name": "odd", "retentionInDays": 31});
    assert_eq!(refused_by(&aws, GROUP, odd).await, "LOG-GROUP-FIRST");
}

#[tokio::test]
async fn a_group_is_not_one_that_its_name_starts() {
    let aws = clients();
    let longer = Resource::create(&aws, GROUP, json!({"name": "/starts/with"})).await;
    let shorter = Resource::create(&aws, GROUP, json!({"name": "/starts", "retentionInDays": 7})).await;
    assert_eq!(shorter.read(&aws, &shorter.properties).await["retentionInDays"], 7);
    assert_eq!(longer.read(&aws, &longer.properties).await.get("retentionInDays"), None);
    shorter.delete(&aws).await;
    longer.delete(&aws).await;
}

#[tokio::test]
async fn metric_filters() {
    let aws = clients();
    let group = Resource::create(&aws, GROUP, json!({"name": "filtered"})).await;
    let filter = |group: &str, metric: serde_json::Value| {
        json!({
            "name": "edge-throttled", "logGroupName": group, "pattern": "{ $.status = \"429\" }",
            "metricTransformation": metric,
        })
    };
    let plain = json!({"name": "edge.throttled", "namespace": "sb/dev", "value": "1", "defaultValue": "0"});
    let dimensions = json!({"env": "$.env"});
    let by_dimension = json!({
        "name": "edge.throttled", "namespace": "sb/dev", "value": "$.n", "dimensions": dimensions, "unit": "Count",
    });
    let (_, second) = lifecycle(&aws, FILTER, filter("filtered", plain), filter("filtered", by_dimension)).await;
    assert_eq!(second["metricTransformation"].get("defaultValue"), None);
    let both = json!({
        "name": "n", "namespace": "N", "value": "1", "defaultValue": "0", "dimensions": dimensions,
    });
    assert_eq!(refused_by(&aws, FILTER, filter("filtered", both)).await, "LOG-FILTER");

    // A filter ends with its group.
    let plain = json!({"name": "n", "namespace": "N", "value": "1"});
    let last = Resource::create(&aws, FILTER, filter("filtered", plain)).await;
    let imported = kind_of(FILTER).read(&aws, "filtered:edge-throttled", &Properties::new()).await.unwrap().unwrap();
    assert_eq!(imported, last.properties);
    group.delete(&aws).await;
    assert_eq!(kind_of(FILTER).read(&aws, &last.id, &last.properties).await.unwrap(), None);
}

#[tokio::test]
async fn resource_policies() {
    let aws = clients();
    let policy = |sid: &str| {
        let statement = json!({
            "Sid": sid, "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*",
        });
        let document = serde_json::to_string_pretty(&json!({"Version": "2012-10-17", "Statement": [statement]}));
        json!({"policyName": "life-waf", "policyDocument": document.unwrap()})
    };
    let (first, _) = lifecycle(&aws, POLICY, policy("One"), policy("Two")).await;
    assert_eq!(first["policyScope"], "ACCOUNT");
}
